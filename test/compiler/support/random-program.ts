/**
 * Writes random workflow classes: structured statements in any nesting, with waits anywhere in expressions. The same seed
 * writes the same text.
 *
 * Always: a program ends, because every turn of a loop burns fuel; it compiles, because every variable is a number.
 */

/** Mulberry32: small, and the same everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What may be written at a place. */
interface Scope {
  readonly variables: readonly string[];
  /** Constants; they can be read only. */
  readonly constants: readonly string[];
  readonly labels: readonly string[];
  readonly inLoop: boolean;
  readonly inSwitch: boolean;
  readonly depth: number;
}

export class RandomProgram {
  readonly #random: () => number;
  #names = 0;

  constructor(readonly seed: number) {
    this.#random = randomNumbers(seed);
  }

  text(className: string): string {
    const start: Scope = { variables: ['a', 'b'], constants: ['input'], labels: [], inLoop: false, inSwitch: false, depth: 0 };
    const inner: Scope = { ...start, constants: ['x', 'y'] };
    return `/** Seed ${this.seed}. */
import { flow, task, workflow } from '@waystone/core';

export function mix(...values: number[]): number {
  return values.reduce((sum, value) => (sum * 3 + value) % 1009, 7);
}

@workflow()
export class ${className} {
  @task({ retry: { attempts: 1 } })
  async get(value: number): Promise<number> {
    if (value % 7 === 3) throw new Error(\`no \${value}\`);
    return value + 1;
  }

  @flow()
  async part(x: number, y: number): Promise<number> {
    let fuel = 12;
    let a = x;
    let b = 2;
    ${this.#block({ ...inner, depth: 2 })}
    return mix(a, b);
  }

  async run(input: number): Promise<unknown> {
    let fuel = 30;
    let a = input;
    let b = 1;
    const log: number[] = [];
    try {
      ${this.#block(start)}
    } catch (error) {
      return ['caught', (error as Error).message, a, b, log];
    }
    return [a, b, log, fuel];
  }
}
`;
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  // ── statements ─────────────────────────────────────────────────────────────────────────────────────────────────

  #block(scope: Scope): string {
    const count = 1 + Math.floor(this.#random() * (scope.depth > 2 ? 2 : 4));
    const lines: string[] = [];
    let current = scope;
    for (let index = 0; index < count; index++) {
      const [line, next] = this.#statement(current);
      lines.push(line);
      current = next;
    }
    return lines.join('\n');
  }

  #statement(scope: Scope): [text: string, scope: Scope] {
    const { depth } = scope;
    const roll = this.#random();
    if (roll < 0.2)
      return [`${this.#pick(scope.variables)} ${this.#pick(['=', '+=', '-=', '||=', '&&='])} ${this.#expression(scope)};`, scope];
    if (roll < 0.35) return this.#declaration(scope);
    if (roll < 0.42) return [`${this.#expression(scope)};`, scope];
    if (roll < 0.5) return [this.#leaving(scope), scope];
    if (depth > 3) return [`b = ${this.#expression(scope)};`, scope];
    const inner = { ...scope, depth: depth + 1 };
    if (roll < 0.62)
      return [`if (${this.#test(scope)}) { ${this.#block(inner)} }${this.#random() < 0.5 ? ` else { ${this.#block(inner)} }` : ''}`, scope];
    if (roll < 0.78) return [this.#loop(inner), scope];
    if (roll < 0.86) return [this.#switch(inner), scope];
    return [this.#try(inner), scope];
  }

  #declaration(scope: Scope): [string, Scope] {
    const name = this.#name('v');
    if (this.#random() < 0.3) {
      const other = this.#name('w');
      const text = `const [${name}, ${other} = ${this.#expression(scope)}] = [${this.#expression(scope)}${this.#random() < 0.5 ? `, ${this.#expression(scope)}` : ''}] as [number, number?];`;
      return [text, { ...scope, constants: [...scope.constants, name, other] }];
    }
    const isConst = this.#random() < 0.5;
    const text = `${isConst ? 'const' : 'let'} ${name}${isConst ? '' : ': number'} = ${this.#expression(scope)};`;
    const list = isConst ? { constants: [...scope.constants, name] } : { variables: [...scope.variables, name] };
    return [text, { ...scope, ...list }];
  }

  /** A way out, taken sometimes. */
  #leaving(scope: Scope): string {
    const ways = [`return ${this.#expression(scope)};`, `throw new Error(String(${this.#expression(scope)}));`];
    if (scope.inLoop) ways.push('break;', 'continue;', 'continue;');
    else if (scope.inSwitch) ways.push('break;');
    for (const label of scope.labels) ways.push(`break ${label};`, `continue ${label};`);
    return `if (${this.#test(scope)}) { ${this.#pick(ways)} }`;
  }

  #loop(scope: Scope): string {
    const label = this.#random() < 0.4 ? this.#name('l') : undefined;
    const item = this.#name('i');
    const inner: Scope = { ...scope, inLoop: true, inSwitch: false, labels: label ? [...scope.labels, label] : scope.labels };
    const withItem = { ...inner, constants: [...inner.constants, item] };
    const burn = 'if (fuel-- <= 0) break;';
    const loops = [
      () => `while (${this.#test(scope)}) { ${burn} ${this.#block(inner)} }`,
      () => `do { ${burn} ${this.#block(inner)} } while (${this.#test(scope)});`,
      () => `for (let ${item} = ${this.#expression(scope)} % 3; ${item} < 3; ${item}++) { ${burn} ${this.#block(withItem)} }`,
      () => `for (const ${item} of [1, ${this.#expression(scope)}, 3]) { ${burn} ${this.#block(withItem)} }`,
    ];
    return `${label ? `${label}: ` : ''}${this.#pick(loops)()}`;
  }

  #switch(scope: Scope): string {
    const inner = { ...scope, inSwitch: true };
    const clause = (head: string): string => `${head} { ${this.#block(inner)} ${this.#random() < 0.5 ? 'break;' : ''} }`;
    const clauses = [clause('case 0:'), clause(`case 0 + ${this.#expression(scope)}:`), clause('default:')];
    if (this.#random() < 0.5) clauses.reverse();
    return `switch (${this.#expression(scope)} % 3) { ${clauses.join('\n')} }`;
  }

  #try(scope: Scope): string {
    const error = this.#name('e');
    const caught = `catch (${error}) { a += (${error} as Error).message.length; ${this.#block(scope)} }`;
    const ended = `finally { ${this.#block(scope)} }`;
    return `try { ${this.#block(scope)} } ${this.#pick([caught, ended, `${caught} ${ended}`])}`;
  }

  // ── expressions ────────────────────────────────────────────────────────────────────────────────────────────────

  #test(scope: Scope): string {
    const operator = this.#pick(['<=', '>', '>=']);
    return this.#random() < 0.25
      ? `${this.#expression(scope)} % 2 === 0 ${this.#pick(['&&', '||'])} ${this.#expression(scope)} ${operator} 4`
      : `${this.#expression(scope)} ${operator} ${this.#expression(scope)}`;
  }

  #expression(scope: Scope, depth = 0): string {
    const roll = this.#random();
    const next = (): string => this.#expression(scope, depth + 1);
    if (depth > 2 || roll < 0.3) return this.#pick([...scope.variables, ...scope.constants, String(Math.floor(this.#random() * 9))]);
    if (roll < 0.5) return `(await this.get(${next()}))`;
    if (roll < 0.56 && scope.depth < 2 && scope.constants.includes('input')) return `(await this.part(${next()}, ${next()}))`;
    if (roll < 0.68) return `(${next()} ${this.#pick(['+', '-', '*'])} ${next()})`;
    if (roll < 0.76) return `mix(${next()}, ${next()}, ${next()})`;
    if (roll < 0.84) return `(${next()} > ${next()} ? ${next()} : ${next()})`;
    if (roll < 0.9) return `(${this.#pick(scope.variables)} ${this.#pick(['&&', '||'])} ${next()})`;
    if (roll < 0.95) return `(${this.#pick(scope.variables)} ${this.#pick(['=', '+=', '-='])} ${next()})`;
    return this.#pick([`(${this.#pick(scope.variables)}++)`, `[${next()}, ${next()}].length`, `\`\${${next()}}\${${next()}}\`.length`]);
  }
}
