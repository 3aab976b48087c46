/** Durable sleeps. On the engine they need no worker while they wait; in a plain run they are timers. */
import { parseDuration, parseInstant, type Duration } from '../policy/duration.js';
import { cancelable } from '../runtime/cancelable.js';
import { clockForWait, type PlainClock } from '../runtime/plain.js';

/** Until the time that `msFrom` gives has passed. */
function pass(call: string, msFrom: (clock: PlainClock) => number): Promise<void> {
  return cancelable(async (givenUp) => {
    const clock = clockForWait(call);
    const ms = msFrom(clock);
    await new Promise<void>((resolve) => givenUp.addEventListener('abort', clock.after(ms, resolve)));
  });
}

/**
 * Waits for a duration: milliseconds, or a text such as `'90s'` or `'24h'`. Never early; any length. In flows only.
 *
 * @throws {DurationInvalidError} if the duration is not one.
 * @throws {WaitOutsideFlowError} in a task.
 */
export function sleep(duration: Duration): Promise<void> {
  return pass('sleep', () => parseDuration(duration));
}

/**
 * Waits until a point in time, given as a `Date` or in milliseconds since 1970; one in the past ends at once. In flows only.
 *
 * @throws {InstantInvalidError} if it is not a point in time.
 * @throws {WaitOutsideFlowError} in a task.
 */
export function sleepUntil(instant: Date | number): Promise<void> {
  return pass('sleepUntil', (clock) => Math.max(0, parseInstant(instant) - clock.now()));
}
