/**
 * Time in the world of a test, and the worker that works in it: what a run and an environment have alike, as there is one of each for
 * all instances.
 */
import { parseDuration, parseInstant } from '@waystone/core';
import type { Duration } from '@waystone/core';
import { calledFrom } from './called-from.js';
import { endlessError, runningError } from './stuck.js';
import type { World } from './world.js';

/** The time of a test, which passes for all of its instances at once, and only when the test awaits something. */
export abstract class WorldTime {
  readonly #world: World;

  /** @internal Made by the kit. */
  constructor(world: World) {
    this.#world = world;
  }

  /** The time: milliseconds since 1970. */
  now(): number {
    return this.#world.now();
  }

  /**
   * Lets so much time pass: milliseconds, or a text such as `'2d'`. With `0`: whatever can happen now.
   *
   * @throws DurationInvalidError
   * @throws RunStuckError if a task takes seconds of real time, or there is always one more step.
   */
  async advance(duration: Duration): Promise<void> {
    return calledFrom(() => this.#pass(parseDuration(duration)));
  }

  /**
   * Lets time pass until it is so late: a `Date`, or milliseconds since 1970. If it is later: whatever can happen now.
   *
   * @throws InstantInvalidError
   * @throws RunStuckError as {@link advance} does.
   */
  async advanceTo(time: Date | number): Promise<void> {
    return calledFrom(() => this.#pass(Math.max(0, parseInstant(time) - this.now())));
  }

  /**
   * Does something when so much time has passed, whatever the test awaits then: sends a signal, or starts another instance.
   *
   * @example
   * run.after('2d', () => run.signal('approval', { by: 'ann' }));
   * await run.result();
   * @throws DurationInvalidError; TestSetupError if `act` is no function. What `act` throws, the test gets where it awaits.
   */
  after(duration: Duration, act: () => unknown): void {
    this.#world.after(parseDuration(duration), act);
  }

  /**
   * The worker dies as it stands, as a process that is killed; another one goes on from the database. For a crash anywhere:
   * `simulate`.
   */
  crash(): void {
    this.#world.crash();
  }

  async #pass(ms: number): Promise<void> {
    const standstill = await this.#world.pass(ms);
    if (standstill === 'running') throw await runningError(this.#world);
    if (standstill === 'endless') throw await endlessError(this.#world, await this.#busyOne(), 'the time to which it advances');
  }

  /** Id of one that can take a step. */
  async #busyOne(): Promise<string> {
    const [one] = await this.#world.instances({ status: ['running', 'ready'] });
    return one?.id ?? '';
  }
}
