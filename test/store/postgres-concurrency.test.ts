/**
 * Several stores on one PostgreSQL at once, all at work on the same instances, over wires that keep every message back for
 * a moment. Whatever the interleaving: nothing is lost, nothing is done twice, and everything ends.
 */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ClaimedLane, Store } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { Wire } from '../support/postgres/wire.js';
import { Chance } from '../support/chance.js';
import { expectConsistent } from './support/consistency.js';
import { bytes, end, fenceOf, Lab, next, order, textOf } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { thenOf } from './support/steps.js';

const instances = ['a', 'b', 'c'] as const;
const signals = ['go', 'stop'] as const;
const leaseMs = 1_000_000;

const delays = new Chance(1);
const database = await testDatabase();
/** Most messages pass at once, so that some overtake others. */
const wire = await Wire.open(database.url, { delay: () => (delays.next() < 0.6 ? 0 : delays.below(4)) });
afterAll(() => wire.close());
const stores = new PostgresStores(database);

/** What all actors of a run have seen. */
class Record {
  readonly accepted = new Set<string>();
  readonly received = new Set<string>();

  receive(value: string): void {
    expect(this.received, 'a signal is received once').not.toContain(value);
    expect(this.accepted.has(value) || value.endsWith('under way'), 'a signal that is received was sent').toBe(true);
    this.received.add(value);
  }
}

interface Parts {
  readonly name: string;
  readonly store: Store;
  readonly worker: number;
  readonly chance: Chance;
  readonly record: Record;
  readonly now: () => number;
}

/** One process: a store of its own, a worker, and what that holds. */
class Actor {
  #held: readonly ClaimedLane[] = [];
  #sent = 0;

  constructor(private readonly parts: Parts) {}

  get store(): Store {
    return this.parts.store;
  }

  async act(): Promise<void> {
    const { store, chance } = this.parts;
    const kind = chance.below(12);
    if (kind < 6) await this.#step();
    else if (kind < 9) await this.#send(chance.of(instances), chance.of(signals));
    else if (kind === 9) await store[chance.of(['cancel', 'pause', 'resume', 'resume'] as const)](chance.of(instances));
    else if (kind === 10) await this.release();
    await this.#claim();
  }

  async release(): Promise<void> {
    await Promise.all(this.#held.map((lane) => this.store.release(fenceOf(lane))));
    this.#held = [];
  }

  async #claim(): Promise<void> {
    const limit = 1 + this.parts.chance.below(5);
    const claimed = await this.store.claim({ owner: this.parts.worker, graphs: [order.hash], queues: ['default'], limit });
    this.#held = [...this.#held, ...claimed];
  }

  async #send(to: string, name: string): Promise<void> {
    const value = `${this.parts.name} ${this.#sent++}`;
    this.parts.record.accepted.add(value);
    expect(await this.store.send(to, { name, envelope: bytes(value) })).toBe('sent');
  }

  /** Some held lanes make a step, in one transaction. */
  async #step(): Promise<void> {
    const count = 1 + this.parts.chance.below(4);
    const kept = await Promise.all(this.#held.slice(0, count).map((lane) => this.#commit(lane)));
    this.#held = [...this.#held.slice(count), ...kept.flat()];
  }

  async #commit(lane: ClaimedLane): Promise<readonly ClaimedLane[]> {
    const then = thenOf(this.parts.chance.below(81), lane, this.parts.now());
    const isCanceled = lane.request === 'cancel';
    const receives = !isCanceled && lane.signal !== undefined && then.kind !== 'retry';
    const result = await this.store.commit({
      fence: fenceOf(lane),
      then: isMainEnd(lane, then.kind) ? { kind: 'keep', node: 'run/on', envelope: lane.envelope } : then,
      published: [],
      ...(receives && { consumed: lane.signal.sid }),
      ...(isCanceled && { cancelDelivered: true }),
    });
    if (result.status === 'lost') {
      // A lane of a fork that was canceled meanwhile receives nothing; it was given back.
      expect(receives && lane.lane !== '', `${lane.instanceId}${lane.lane} was lost`).toBe(true);
      return [];
    }
    if (receives) this.parts.record.receive(textOf(lane.signal.envelope));
    const { signal: _, ...rest } = lane;
    return result.kept ? [{ ...rest, ...next(lane), request: result.request }] : [];
  }
}

/** The instances stay until the walk is over. */
function isMainEnd({ lane }: ClaimedLane, kind: string): boolean {
  return lane === '' && kind === 'end';
}

/** Cancels everything and ends whatever wakes, until nothing is left. */
async function drain(lab: Lab): Promise<void> {
  for (const id of instances) await lab.store.resume(id);
  for (let rounds = 0; rounds < 40 && (await lab.store.list({ status: ['ready', 'running', 'parked'] })).length > 0; rounds++) {
    for (const id of instances) {
      await lab.store.cancel(id);
      for (const name of signals) await lab.send(id, name, 'late');
    }
    const held = await lab.claim(100);
    await Promise.all(held.map((lane) => lab.commit(lane, end('canceled'))));
    lab.clock.pass(100);
  }
  expect((await lab.store.list({})).map(({ status }) => status)).toEqual(instances.map(() => 'canceled'));
}

async function walk(seed: number): Promise<void> {
  const clock = new ManualClock();
  const schema = stores.nextSchema();
  const open = () => stores.makeIn(schema, portsWith(clock), { url: wire.url });
  const lab = await Lab.open(async () => open(), clock);
  await Promise.all(instances.map((id) => lab.start(id)));
  const record = new Record();
  const actors = await Promise.all(
    ['one', 'two', 'three'].map(async (name, index) => {
      const store = open();
      const worker = await store.join({ name, graphs: [order], leaseMs });
      return new Actor({ name, store, worker, chance: new Chance(seed + index), record, now: () => clock.now() });
    }),
  );
  await Promise.all(
    actors.map(async (actor) => {
      for (let moves = 0; moves < 30; moves++) await actor.act();
    }),
  );
  for (const id of instances) await expectConsistent(lab.store, id);
  await Promise.all(actors.map((actor) => actor.release()));
  await drain(lab);
  await Promise.all([lab.store, ...actors.map(({ store }) => store)].map((store) => store.close()));
}

test('stores that work on the same instances at once keep them consistent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), (seed) => walk(seed)),
    { numRuns: 8, endOnFailure: true },
  );
});
