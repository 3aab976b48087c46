/** A world that remembers what was done to it, and answers as the test says. */
import type { World } from './fixtures/world.js';

type Answer = (...args: never[]) => unknown;

export class Recorder implements World {
  readonly acts: string[] = [];
  readonly #answers: Readonly<Record<string, Answer>>;

  constructor(answers: Readonly<Record<string, Answer>> = {}) {
    this.#answers = answers;
  }

  async act(name: string, ...args: readonly unknown[]): Promise<unknown> {
    this.acts.push([name, ...args.filter((arg) => typeof arg === 'string' || typeof arg === 'number')].join(' '));
    return this.#answers[name]?.(...(args as never[]));
  }

  count(name: string): number {
    return this.acts.filter((act) => act === name || act.startsWith(`${name} `)).length;
  }
}
