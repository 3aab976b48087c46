/** A clock that a test moves: nothing waits for real time. */
import type { Clock, Instant } from '../ports.js';

interface Alarm {
  readonly at: Instant;
  readonly wake: () => void;
}

export class VirtualClock implements Clock {
  #now: Instant;
  readonly #alarms = new Set<Alarm>();

  constructor(start: Instant = 1_700_000_000_000) {
    this.#now = start;
  }

  /** Whole milliseconds, as the machine's clock has them; alarms may ring in between. */
  now(): Instant {
    return Math.floor(this.#now);
  }

  after(ms: number, wake: () => void): () => void {
    const alarm = { at: this.#now + Math.max(ms, 0), wake };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** The clock as one process sees it: when the process dies, its alarms do not ring. */
  process(): { readonly clock: Clock; readonly die: () => void } {
    const alarms = new Set<() => void>();
    const after = (ms: number, wake: () => void): (() => void) => {
      const cancel = this.after(ms, wake);
      alarms.add(cancel);
      return cancel;
    };
    return { clock: { now: () => this.now(), after }, die: () => alarms.forEach((cancel) => cancel()) };
  }

  /** Moves to the next alarm and rings it. Gives `false` if there is none. */
  ring(): boolean {
    return this.ringBefore(Infinity);
  }

  /** Moves to `at`, past all alarms until then; each rings once, in order, and finds that it is late. */
  jump(at: Instant): void {
    const due = [...this.#alarms].filter((alarm) => alarm.at <= at).toSorted((one, other) => one.at - other.at);
    this.#now = Math.max(this.#now, at);
    for (const alarm of due) if (this.#alarms.delete(alarm)) alarm.wake();
  }

  /** Moves to the next alarm that is not after `end` and rings it; if there is none, moves to `end` and gives `false`. */
  ringBefore(end: Instant): boolean {
    const next = [...this.#alarms].reduce<Alarm | undefined>((first, alarm) => (!first || alarm.at < first.at ? alarm : first), undefined);
    if (!next || next.at > end) {
      if (end !== Infinity) this.#now = end;
      return false;
    }
    this.#alarms.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
    return true;
  }
}
