/** Time that passes only when a test says so. */
import { systemPorts } from '../../../packages/engine/src/ports.js';
import type { Clock, Instant, Ports } from '../../../packages/engine/src/ports.js';

interface Timer {
  readonly at: Instant;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  #now: Instant = 1_000_000;
  readonly #timers = new Set<Timer>();
  #whenSet: (() => void)[] = [];

  now(): Instant {
    return this.#now;
  }

  after(ms: number, wake: () => void): () => void {
    const timer = { at: this.#now + ms, wake };
    this.#timers.add(timer);
    for (const resolve of this.#whenSet.splice(0)) resolve();
    return () => this.#timers.delete(timer);
  }

  /** Resolves when the next timer is set. */
  nextTimer(): Promise<void> {
    return new Promise((resolve) => this.#whenSet.push(resolve));
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers) {
      if (timer.at > this.#now) continue;
      this.#timers.delete(timer);
      timer.wake();
    }
  }
}

export function portsWith(clock: Clock): Ports {
  return { ...systemPorts, clock };
}
