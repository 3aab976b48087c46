/** One SQLite database for many processes: each of a machine, or of many machines one after the other. */
import { systemPorts } from '../ports.js';
import type { Instant } from '../ports.js';
import { sqlite } from '../sqlite.js';
import type { Store } from '../store/store.js';
import type { MachineDatabase } from './machine.js';
import { VirtualClock } from './virtual-clock.js';

/** Lives until it is closed, whoever else closes what they opened of it. */
export interface OneDatabase extends MachineDatabase {
  readonly close: () => Promise<void>;
}

/** `path`: of its file; default: it is in memory. `now`: what its clock says at first. */
export function oneDatabase(path = ':memory:', now?: Instant): OneDatabase {
  const clock = new VirtualClock(now);
  const store = sqlite(path, { ports: { ...systemPorts, clock }, synchronous: 'normal' });
  const shared: Store = new Proxy(store, {
    get(target, name) {
      if (name === 'close') return async () => undefined;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  return { clock, open: () => shared, discard: () => undefined, close: () => store.close() };
}
