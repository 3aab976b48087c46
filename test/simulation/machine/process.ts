/**
 * A virtual process: its own clock, chance, ids and connection to the database. It can die and stand still at any statement.
 *
 * Always: what a process that is gone was waiting for is never answered, and what it had not committed is undone, as after a SIGKILL.
 */
import type { Ports, Store } from '@waystone/engine';
import { createStore } from '../../../packages/engine/src/store/create-store.js';
import { Chance } from '../../support/chance.js';
import type { Deed } from '../plan/faults.js';
import type { Gate, StatementKind } from './connection.js';
import type { DatabaseOptions, SimulatedDatabase } from './database.js';
import type { Place } from './place.js';
import { Actor } from './scheduler.js';
import type { Scheduler } from './scheduler.js';

export interface ProcessOptions {
  readonly scheduler: Scheduler;
  readonly database: SimulatedDatabase;
  readonly wiring: DatabaseOptions;
  readonly place: Place;
  /** Number of this process on its host. */
  readonly pid: number;
  readonly isAlive: (host: string, pid: number) => boolean;
  readonly seed: number;
  /** What is done to it, besides losing its connection. */
  readonly suffer: (deed: Deed, process: VirtualProcess) => void;
}

/** The share of statements within a transaction at which somebody else may go on. */
const hesitations = 0.1;

export class VirtualProcess implements Gate {
  readonly actor: Actor;
  readonly ports: Ports;
  readonly store: Store;
  readonly #options: ProcessOptions;
  readonly #close: () => Promise<void>;

  constructor(options: ProcessOptions) {
    const { place, scheduler, pid, seed } = options;
    this.#options = options;
    this.actor = new Actor(`${place.name}.${pid}`, place.weight);
    scheduler.add(this.actor);
    this.ports = this.#portsOf(new Chance(seed + pid));
    const { dialect, close } = options.database.connect(this, scheduler, options.wiring);
    this.#close = close;
    this.store = createStore(dialect, this.ports);
  }

  #portsOf(chance: Chance): Ports {
    const { scheduler, place, pid, isAlive } = this.#options;
    let ids = 0;
    return {
      clock: {
        now: () => scheduler.steady + place.skewMs,
        after: (ms, go) => scheduler.after(this.actor, ms, { what: 'timer', go }),
      },
      random: { next: () => chance.next() },
      ids: { next: () => `${this.actor.name}-${(ids += 1)}` },
      processes: { host: place.host, pid, isAlive: (other) => isAlive(place.host, other) },
      soon: (go) => scheduler.turn(this.actor, 'soon', go),
    };
  }

  /** On its own clock. */
  sleep = (ms: number): Promise<void> => {
    return new Promise((go) => void this.#options.scheduler.after(this.actor, ms, { what: 'rest', go }));
  };

  async before(kind: StatementKind): Promise<boolean> {
    if (this.#isChoice(kind)) await this.#options.scheduler.ask(this.actor, kind);
    return this.#meet(kind, 'before');
  }

  async after(kind: StatementKind): Promise<boolean> {
    const isLost = await this.#meet(kind, 'after');
    if (kind === 'commit') await this.#options.scheduler.ask(this.actor, 'commit done');
    return isLost;
  }

  /** Something is to be started, and nothing of it was sent. */
  starting(): void {
    for (const deed of this.#options.place.meetStart()) this.#options.suffer(deed, this);
  }

  /** Within a transaction nobody can tell when a statement is made: most of them follow at once. */
  #isChoice(kind: StatementKind): boolean {
    return kind === 'begin' || kind === 'commit' || this.ports.random.next() < hesitations;
  }

  /** What the plan has for it at this statement. Gives whether its connection is lost. */
  async #meet(kind: StatementKind, side: 'before' | 'after'): Promise<boolean> {
    let isLost = false;
    for (const deed of this.#options.place.meet(kind, side)) {
      if (deed.kind === 'lose') isLost = true;
      else if (deed.kind === 'dawdle') await this.sleep(deed.forMs);
      else this.#options.suffer(deed, this);
      if (this.actor.isGone) return never();
      if (this.actor.isStopped) await this.#options.scheduler.ask(this.actor, 'go on');
    }
    return isLost;
  }

  /** As SIGKILL does. */
  async kill(): Promise<void> {
    if (this.actor.isGone) return;
    this.#options.scheduler.remove(this.actor);
    this.#options.wiring.notices.forget(this);
    await this.#close();
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
