/**
 * Waits of plain runs that can be given up: a lane that lost must not take the signal that somebody else waits for next.
 *
 * Always: a wait that was given up never ends.
 */
const controllers = new WeakMap<object, AbortController>();

/** Begins a wait that {@link giveUp} can end; it is told by the signal. */
export function cancelable<T>(begin: (givenUp: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const wait = begin(controller.signal);
  controllers.set(wait, controller);
  return wait;
}

/** Gives up a wait; anything else runs on. */
export function giveUp(wait: object): void {
  controllers.get(wait)?.abort();
}
