/**
 * A loop that turns when it is nudged or when its time has come.
 *
 * Always: one turn at a time; a nudge during a turn makes one more turn; after a turn that threw, nudges do not hurry it.
 */
import type { Clock } from './ports.js';

export interface PaceOptions {
  readonly clock: Clock;
  /** One turn. Gives how long to wait for the next if nothing nudges, in milliseconds. */
  readonly turn: () => Promise<number>;
  /** The turn threw. Gives how long to wait for the next. */
  readonly onError: (error: unknown) => number;
  /** Rest that a nudge does not shorten, asked after every turn. Default: none. */
  readonly leastRestMs?: () => number;
}

export class Pace {
  #nudged = false;
  #stopped = false;
  #wake = (): void => {};
  #running: Promise<void> | undefined;

  constructor(private readonly options: PaceOptions) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Takes the next turn at once, or right after the one under way. */
  nudge(): void {
    this.#nudged = true;
    this.#wake();
  }

  /** No further turn; resolves when the one under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#nudged = false;
      const { restMs, leastRestMs } = await this.#turn();
      await this.#rest(leastRestMs, () => this.#stopped);
      await this.#rest(restMs - leastRestMs, () => this.#nudged || this.#stopped);
    }
  }

  async #turn(): Promise<{ readonly restMs: number; readonly leastRestMs: number }> {
    try {
      return { restMs: await this.options.turn(), leastRestMs: this.options.leastRestMs?.() ?? 0 };
    } catch (error) {
      const restMs = this.options.onError(error);
      return { restMs, leastRestMs: restMs };
    }
  }

  #rest(ms: number, over: () => boolean): Promise<void> {
    if (ms <= 0 || over()) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.options.clock.after(ms, resolve);
      this.#wake = () => {
        if (!over()) return;
        cancel();
        resolve();
      };
    });
  }
}
