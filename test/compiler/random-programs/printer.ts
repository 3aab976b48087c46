/**
 * Prints drawn trees as TypeScript. Knows what can be named and what fits at the place that is being printed.
 *
 * Always: what it prints has no type errors, ends, and does the same in every run.
 */
import type { Access, Hole, Part, Sort, Tree, VariableHole } from './grammar.js';

export interface Variable {
  readonly name: string;
  readonly sort: Sort;
  readonly access: Access;
}

/** Something that `break` or `continue` can mean. */
export interface Enclosing {
  readonly kind: 'loop' | 'switch' | 'block';
  readonly label?: string;
}

/** What is allowed where something is printed. */
export interface Place {
  readonly mayWait: boolean;
  readonly mayThrow: boolean;
  /** Whether `this` is the workflow. */
  readonly hasThis: boolean;
  /** Whether signals may be received. */
  readonly maySignal: boolean;
  /** Whether statuses may be set. */
  readonly mayPublish: boolean;
  readonly enclosing: readonly Enclosing[];
  /** What follows `return`; absent: nothing may be returned. */
  readonly result?: ((printer: Printer, value: Part) => string) | undefined;
  /** How deep in loops: nested ones are few. */
  readonly loops: number;
}

/** What the other flows of the class offer. */
export interface Callable {
  readonly name: string;
  readonly kind: 'flow' | 'fork';
  readonly mayThrow: boolean;
}

const types: Readonly<Record<Sort, string>> = {
  number: 'number',
  text: 'string',
  truth: 'boolean',
  list: 'number[]',
  box: 'Box',
  maybe: 'Box | undefined',
  thing: 'unknown',
};

const simplest: Readonly<Partial<Record<Hole, string>>> = {
  number: '1',
  text: `'a'`,
  truth: '(1 < 2)',
  list: '[1, 2]',
  box: `{ n: 1, s: 'b', list: [3] }`,
  maybe: 'none()',
  thing: '(0 as unknown)',
  effect: 'add(1, 2)',
};

const accesses: readonly Access[] = ['read', 'change', 'write'];

/** Among them names that generated code likes for itself. */
const names = 'one frame two go $value three result $completion four value$ items five error über index six code $operand'.split(' ');

export class Printer {
  #variables: readonly Variable[] = [];
  #named = 0;
  readonly callables: readonly Callable[];
  place: Place;

  constructor(callables: readonly Callable[], place: Place) {
    this.callables = callables;
    this.place = place;
  }

  // ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A name that nothing has yet. */
  name(): string {
    const index = this.#named;
    this.#named += 1;
    return names[index] ?? `v${index}`;
  }

  /** Lets a name be used from now on, to the end of the block. */
  declare(sort: Sort, name = this.name(), access: Access = 'write'): string {
    this.#variables = [...this.#variables, { name, sort, access }];
    return name;
  }

  variables(sort?: Sort): readonly Variable[] {
    return this.#variables.filter((variable) => sort === undefined || variable.sort === sort);
  }

  /** Prints with these names: what is declared meanwhile is forgotten. */
  scoped<T>(print: () => T, variables: readonly Variable[] = this.#variables): T {
    const outer = this.#variables;
    this.#variables = variables;
    const printed = print();
    this.#variables = outer;
    return printed;
  }

  within<T>(place: Partial<Place>, print: () => T): T {
    const outer = this.place;
    this.place = { ...outer, ...place };
    const printed = this.scoped(print);
    this.place = outer;
    return printed;
  }

  /** Prints what runs on its own: it can read what surrounds it and shares nothing with it. */
  apart<T>(place: Partial<Place>, print: () => T): T {
    const foreign = this.#variables.map(({ name, sort }) => ({ name: ownCopy(name, sort), sort, access: 'read' as const }));
    return this.within({ enclosing: [], maySignal: false, result: undefined, mayPublish: true, ...place }, () =>
      this.scoped(print, foreign),
    );
  }

  // ── holes ──────────────────────────────────────────────────────────────────────────────────────────────────────

  hole(hole: Hole | VariableHole, part: Part, isDelimited = false): string | undefined {
    if (typeof hole !== 'string') return this.#variable(hole, part as number);
    if (hole === 'block') return this.block(part);
    if (hole === 'index') return String((part as number) % 10);
    return isDelimited ? withoutParentheses(this.tree(hole, part)) : this.tree(hole, part);
  }

  #variable({ access, sort }: VariableHole, index: number): string | undefined {
    const fitting = this.variables(sort).filter((variable) => accesses.indexOf(variable.access) >= accesses.indexOf(access));
    return fitting[index % fitting.length]?.name;
  }

  tree(hole: Exclude<Hole, 'block' | 'index'>, part: Part | undefined): string {
    const { rule, parts } = part as Tree;
    return rule.print(this, parts) ?? simplest[hole] ?? '';
  }

  /** An expression at a place that delimits it. */
  expression(sort: Sort, part: Part | undefined): string {
    return withoutParentheses(this.tree(sort, part));
  }

  /** As {@link expression}, with nothing in it that waits, throws or changes anything. */
  quiet(sort: Sort, part: Part | undefined): string {
    const fixed = this.#variables.map((variable) => ({ ...variable, access: 'read' as const }));
    const place = { mayWait: false, mayThrow: false, mayPublish: false };
    return this.within(place, () => this.scoped(() => this.expression(sort, part), fixed));
  }

  /** Statements in braces. `first`: printed before them, in their scope; `last`: after them. */
  block(part: Part | undefined, { first, last }: { readonly first?: () => string; readonly last?: () => string } = {}): string {
    return this.scoped(() => `{\n${indented([first?.() ?? '', ...this.statements(part), last?.() ?? ''])}}`);
  }

  statements(part: Part | undefined): string[] {
    return (part as readonly Tree[]).map(({ rule, parts }) => rule.print(this, parts) ?? '');
  }

  /** A declaration with its type. */
  declaration(sort: Sort, index: number, value: string): string {
    const keyword = ['let', 'const', 'let', 'var'][index % 4]!;
    return `${keyword} ${this.declare(sort, this.name(), keyword === 'const' ? 'change' : 'write')}: ${types[sort]} = ${value};`;
  }
}

export function indented(lines: readonly string[]): string {
  return lines.flatMap((line) => (line === '' ? [] : `${line.replaceAll(/^/gm, '  ')}\n`)).join('');
}

function ownCopy(name: string, sort: Sort): string {
  if (name.startsWith('copyOf(') || name.startsWith('copied(') || name.startsWith('[...')) return name;
  if (sort === 'thing') return `copied(${name})`;
  if (sort === 'list') return `[...${name}]`;
  return sort === 'box' || sort === 'maybe' ? `copyOf(${name})` : name;
}

/** Without the parentheses around all of it. */
function withoutParentheses(text: string): string {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    depth += text[index] === '(' ? 1 : text[index] === ')' ? -1 : 0;
    if (depth === 0) return index === text.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}
