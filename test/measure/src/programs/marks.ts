/** When something happened in this process. */
export class Marks {
  #times: number[] = [];

  add(): void {
    this.#times.push(performance.now());
  }

  /** The times between the marks since the last call, in milliseconds. */
  takeGaps(): readonly number[] {
    const times = this.#times;
    this.#times = [];
    return times.slice(1).map((time, index) => time - (times[index] ?? time));
  }
}
