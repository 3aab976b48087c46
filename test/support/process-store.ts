/**
 * The store as one process sees it, for tests that run many processes in one: it counts what is under way, and it can
 * die right after a given number of commits. What a dead process asks is never answered, as after a SIGKILL; what it
 * committed stays in the database.
 */
import type { Store } from '@waystone/engine';

export class Activity {
  underWay = 0;
  calls = 0;
}

export interface ProcessStore {
  readonly store: Store;
  readonly isDead: () => boolean;
  readonly kill: () => void;
  readonly freeze: () => void;
  readonly thaw: () => void;
}

export function processStore(store: Store, activity: Activity, commitsToLive = Infinity): ProcessStore {
  let left = commitsToLive;
  let frozen: Promise<void> | undefined;
  let thaw = (): void => {};
  const freeze = (): void => {
    frozen = new Promise((resolve) => {
      thaw = () => {
        frozen = undefined;
        resolve();
      };
    });
  };
  async function call(name: string | symbol, perform: () => Promise<unknown>): Promise<unknown> {
    if (frozen) await frozen;
    if (left <= 0) return never();
    if (name === 'commit') left -= 1;
    activity.calls += 1;
    activity.underWay += 1;
    try {
      return await perform();
    } finally {
      activity.underWay -= 1;
      if (left <= 0) await never();
    }
  }
  const proxy = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => call(name, () => Reflect.apply(member, target, args) as Promise<unknown>);
    },
  });
  return { store: proxy, isDead: () => left <= 0 && activity.underWay === 0, kill: () => void (left = 0), freeze, thaw: () => thaw() };
}

function never(): Promise<never> {
  return new Promise(() => {});
}
