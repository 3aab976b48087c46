/**
 * Two stores that do what must not miss each other, at the same time: again and again, over wires that keep some
 * messages back for a moment, so that every interleaving has its turn.
 */
import { afterAll, beforeEach, test } from 'vitest';
import type { ClaimedLane, Store } from '../../../packages/engine/src/store/store.js';
import { Chance } from '../../support/chance.js';
import { testDatabase } from '../../support/postgres/database.js';
import { PostgresStores } from '../../support/postgres/stores.js';
import { Wire } from '../../support/postgres/wire.js';
import { expectConsistent } from './consistency.js';
import { bytes, fenceOf, Lab } from './lab.js';
import { ManualClock, portsWith } from './manual-clock.js';

const rounds = 25;

/** One side of a duel is the lab's own store; this is the other. */
interface Sides {
  readonly lab: Lab;
  readonly other: Store;
}

export class Duels {
  readonly #chance = new Chance(1);
  #sides: Sides | undefined;

  private constructor(
    private readonly stores: PostgresStores,
    private readonly database: string,
  ) {}

  /** Each test of the file gets sides of its own. */
  static async open(): Promise<Duels> {
    const database = await testDatabase();
    const chance = new Chance(1);
    const wire = await Wire.open(database.url, { delay: () => (chance.next() < 0.8 ? 0 : chance.below(4)) });
    const duels = new Duels(new PostgresStores(database), wire.url);
    beforeEach(() => duels.#begin());
    afterAll(() => wire.close());
    return duels;
  }

  get sides(): Sides {
    if (!this.#sides) throw new Error('there are sides only within a test');
    return this.#sides;
  }

  async #begin(): Promise<void> {
    const clock = new ManualClock();
    const schema = this.stores.nextSchema();
    const open = () => this.stores.makeIn(schema, portsWith(clock), { url: this.database });
    const lab = await Lab.open(async () => open(), clock);
    const other = open();
    await other.open();
    this.#sides = { lab, other };
  }

  /** Runs both sides at once, again and again, on an instance of its own each time. */
  duel(name: string, round: (id: string) => Promise<void>): void {
    test(name, async () => {
      const { lab } = this.sides;
      for (let index = 0; index < rounds; index++) {
        const id = `i${index}`;
        await round(id);
        await expectConsistent(lab.store, id);
        await lab.store.terminate(id, bytes('over'));
      }
    });
  }

  /** Begins one side a moment after the other. */
  async both<One, Two>(one: () => Promise<One>, two: () => Promise<Two>): Promise<readonly [One, Two]> {
    return Promise.all([this.#pause().then(one), this.#pause().then(two)]);
  }

  async #pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#chance.below(6)));
  }
}

export function commitBy(
  store: Store,
  lane: ClaimedLane,
  ...[then, more = {}]: [Parameters<Lab['commit']>[1], Parameters<Lab['commit']>[2]?]
) {
  return store.commit({ fence: fenceOf(lane), then, published: [], ...more });
}
