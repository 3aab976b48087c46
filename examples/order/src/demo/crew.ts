/**
 * The workers of the demo: processes of which now and then one is killed and another one started.
 * Always: as many as at the beginning, but for the moment of a kill.
 */
import type { Process } from './process.js';

export class Crew {
  readonly #workers: Process[];

  constructor(
    readonly size: number,
    private readonly start: () => Process,
  ) {
    this.#workers = Array.from({ length: size }, start);
  }

  /** Kills the one that has worked longest; gives its process id. */
  async kill(): Promise<number> {
    const worker = this.#workers.shift();
    if (worker === undefined) throw new Error('there is no worker left to kill');
    await worker.end('SIGKILL');
    return worker.pid;
  }

  /** Starts another one; gives its process id. */
  add(): number {
    const worker = this.start();
    this.#workers.push(worker);
    return worker.pid;
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.end('SIGTERM')));
  }
}
