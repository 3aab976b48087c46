/**
 * Reads the items of an array as a pattern does: in turn, and none once they were at an end, whatever is added to the array
 * while defaults are evaluated.
 */
import type { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { code, declare, read, text, write, type Code } from './code.js';
import type { Variable } from './ir.js';
import { mayChangeValues } from './stability.js';

export class ItemReader {
  readonly #whole: Variable;
  /** Whether the end was met; absent: nothing between the first item and the last can change the array. */
  readonly #ended: Variable | undefined;

  constructor(builder: Builder, whole: Variable, elements: readonly ts.Node[]) {
    this.#whole = whole;
    if (!elements.slice(0, -1).some((element) => mayChangeValues(builder, element))) return;
    this.#ended = builder.temporary('ended', undefined, false);
    builder.emit(declare(this.#ended, code`false`));
  }

  item(index: number): Code {
    return this.#unlessEnded(index, code`undefined`, code`${read(this.#whole)}[${text(String(index))}]`);
  }

  /** From an index on, as an array with no holes, whatever the whole is. */
  rest(index: number): Code {
    return this.#unlessEnded(index, code`[]`, code`[...${read(this.#whole)}].slice(${text(String(index))})`);
  }

  #unlessEnded(index: number, nothing: Code, value: Code): Code {
    if (!this.#ended) return value;
    const isEnd = code`${read(this.#ended)} || ${read(this.#whole)}.length <= ${text(String(index))}`;
    return code`(${write(this.#ended)} = ${isEnd}) ? ${nothing} : ${value}`;
  }
}
