/** When something happened in this process. */
export class Marks {
  #times: number[] = [];
  #awaited: { readonly count: number; readonly resolve: (at: number) => void } | undefined;

  add(): void {
    const now = performance.now();
    const count = this.#times.push(now);
    if (count === this.#awaited?.count) this.#awaited.resolve(now);
  }

  /** The time of the mark of that number since the last call of `takeGaps`. One at a time can be awaited. */
  reached(count: number): Promise<number> {
    return new Promise((resolve) => {
      this.#awaited = { count, resolve };
    });
  }

  /** The times between the marks since the last call, in milliseconds. */
  takeGaps(): readonly number[] {
    const times = this.#times;
    this.#times = [];
    return times.slice(1).map((time, index) => time - (times[index] ?? time));
  }
}
