/**
 * Gives variables the names that they have in generated code and for people.
 *
 * Always: names are unique within a graph; none hides a name that copied code means.
 */
import type { Variable } from './ir.js';
import type { Words } from './words.js';

export class Names {
  readonly #given = new Map<Variable, string>();
  readonly #taken: Set<string>;
  /** Name of the frame in generated code. */
  readonly frame: string;
  /** Name of the function that makes a jump. */
  readonly go: string;

  constructor(
    readonly words: Words,
    taken: readonly string[],
  ) {
    this.frame = words.unused('frame');
    this.go = words.unused('go');
    this.#taken = new Set([...taken, this.frame, this.go]);
  }

  of(variable: Variable): string {
    const name = this.#given.get(variable) ?? this.#give(variable);
    this.#given.set(variable, name);
    return name;
  }

  #give(variable: Variable): string {
    const name = this.#candidates(variable).find((candidate) => !this.#taken.has(candidate)) ?? this.#numbered(variable.name);
    this.#taken.add(name);
    return name;
  }

  #candidates({ name, temporary }: Variable): string[] {
    return temporary && this.words.has(name) ? [] : [name];
  }

  #numbered(name: string): string {
    let count = 2;
    while (this.#taken.has(`${name}${count}`) || this.words.has(`${name}${count}`)) count += 1;
    return `${name}${count}`;
  }
}
