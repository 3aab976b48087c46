/**
 * `Date` in virtual time, for the author's code alone: what flows and tasks ask of it within a test's world is that world's time,
 * and everybody else's is the machine's.
 *
 * Always: as long as no world is open, `Date` is what it was.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../ports.js';

const clocks = new AsyncLocalStorage<Pick<Clock, 'now'>>();

let worlds = 0;
let machineDate: DateConstructor | undefined;

/** Calls `code`, which is of the author's, and all that it awaits, in the time of `clock`. */
export function inTimeOf<T>(clock: Pick<Clock, 'now'>, code: () => T): T {
  return clocks.run(clock, code);
}

/** Whether the calling code was called so. */
export function isInTimeOf(clock: Pick<Clock, 'now'>): boolean {
  return clocks.getStore() === clock;
}

/** From now on `Date` can be virtual. Gives a function that ends it. */
export function openVirtualDate(): () => void {
  worlds += 1;
  if (worlds === 1) {
    machineDate = globalThis.Date;
    globalThis.Date = virtual(machineDate);
  }
  let isOpen = true;
  return () => {
    if (!isOpen) return;
    isOpen = false;
    worlds -= 1;
    if (worlds === 0 && machineDate) globalThis.Date = machineDate;
  };
}

function virtual(Machine: DateConstructor): DateConstructor {
  const now = (): number => clocks.getStore()?.now() ?? Machine.now();
  return new Proxy(Machine, {
    apply: () => new Machine(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
  });
}
