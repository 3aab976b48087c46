/** Asks the store until it answers, so that an outage neither loses a step nor repeats a task. */
import type { Clock } from '../ports.js';
import { whenAborted } from '../when-aborted.js';
import { isOutage } from './outage.js';
import type { Outage } from './outage.js';

export interface Patience {
  readonly clock: Clock;
  readonly outage: Outage;
  /** Aborted when there is no use in asking again. */
  readonly stopped: AbortSignal;
}

const firstRestMs = 50;
const longestRestMs = 5_000;

/**
 * @param passes whether an error is worth asking again. Default: those of an outage.
 * @throws what the store threw, if that does not pass or the worker was stopped.
 */
export async function patiently<Answer>(
  { clock, outage, stopped }: Patience,
  ask: () => Promise<Answer>,
  passes: (error: unknown) => boolean = isOutage,
): Promise<Answer> {
  for (let restMs = firstRestMs; ; restMs = Math.min(restMs * 2, longestRestMs)) {
    try {
      const answer = await ask();
      outage.over();
      return answer;
    } catch (error) {
      if (stopped.aborted || !passes(error)) throw error;
      outage.failed(error);
      await rest(restMs, clock, stopped);
    }
  }
}

async function rest(ms: number, clock: Clock, stopped: AbortSignal): Promise<void> {
  const stops: (() => void)[] = [];
  await new Promise<void>((resolve) =>
    stops.push(
      clock.after(ms, resolve),
      whenAborted(stopped, () => resolve()),
    ),
  );
  for (const stop of stops) stop();
}
