/** Says what is under way, and how long the rest will take: as long as the same took before, or else as long as the others did on average. */
import { styleText } from 'node:util';

export class Progress {
  /** Of everything that is to be done, in order; what is done again has the same name. */
  readonly #names: readonly string[];
  readonly #tookMs = new Map<string, number>();
  #done = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Does the next one. */
  async follow(work: () => Promise<unknown>): Promise<void> {
    const name = this.#names[this.#done] ?? '';
    console.error(styleText('dim', `${this.#done + 1} of ${this.#names.length}${this.#left()}  ${name} …`));
    const begin = performance.now();
    await work();
    this.#tookMs.set(name, performance.now() - begin);
    this.#done += 1;
  }

  #left(): string {
    if (this.#tookMs.size === 0) return '';
    const known = [...this.#tookMs.values()];
    const average = known.reduce((sum, took) => sum + took, 0) / known.length;
    const ms = this.#names.slice(this.#done).reduce((sum, name) => sum + (this.#tookMs.get(name) ?? average), 0);
    return `, ${durationOf(ms)} left`;
  }
}

function durationOf(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
