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

  now(): Instant {
    return this.#now;
  }

  after(ms: number, wake: () => void): () => void {
    const timer = { at: this.#now + ms, wake };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
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
