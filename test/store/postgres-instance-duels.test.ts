/** Instances that begin or end in one statement of one store, while the other does what must not be missed. */
import { beforeEach, describe, expect } from 'vitest';
import type { ClaimedLane, Holder, StartResult, Store } from '../../packages/engine/src/store/store.js';
import { Duels } from './support/duels.js';
import { bytes, end, finished, keep, order } from './support/lab.js';
import type { Lab } from './support/lab.js';

const duels = await Duels.open();
const duel = duels.duel.bind(duels);
const both = duels.both.bind(duels);

/** One side of the duel; the other is the lab's own store. */
let lab: Lab;
let other: Store;

beforeEach(() => ({ lab, other } = duels.sides));

/** Another worker than that of the lab. */
function joinOther(): Promise<number> {
  return other.join({ name: 'leaves', graphs: [order], leaseMs: 10_000 });
}

async function expectHeldByNobody(id: string, owner: number): Promise<void> {
  const { lanes } = await lab.find(id);
  expect(
    lanes.filter(({ owner: holder }) => holder === owner),
    'held by nobody who is gone',
  ).toEqual([]);
}

describe('what happens at once in two stores to an instance of which nothing is left but its main line', () => {
  const endOf = (main: ClaimedLane) =>
    lab.commit(main, end(), { at: lab.clock.now(), endsAlone: main.instanceId, history: finished('run/work') });

  duel('its end and a cancel', async (id) => {
    const main = await lab.begin(id);
    const [result] = await both(
      () => endOf(main),
      () => other.cancel(id),
    );
    expect(result).toMatchObject({ status: 'applied', kept: false });
    expect(await lab.find(id)).toMatchObject({ status: 'completed', lanes: [] });
  });

  duel('its end and a pause', async (id) => {
    const main = await lab.begin(id);
    await both(
      () => endOf(main),
      () => other.pause(id),
    );
    expect(await lab.find(id)).toMatchObject({ status: 'completed', lanes: [] });
  });

  duel('its end and a termination', async (id) => {
    const main = await lab.begin(id);
    const [result, terminated] = await both(
      () => endOf(main),
      () => other.terminate(id, bytes('over')),
    );
    const isEnded = result.status === 'applied';
    expect(terminated).toBe(isEnded ? 'ended' : 'requested');
    expect(await lab.find(id)).toMatchObject({ status: isEnded ? 'completed' : 'canceled', lanes: [] });
    expect(await lab.store.history(id)).toHaveLength(isEnded ? 1 : 0);
  });

  duel('its end and the same once more', async (id) => {
    const main = await lab.begin(id);
    const step = { at: lab.clock.now(), endsAlone: id, history: finished('run/work') };
    const fence = { n: main.n, lane: main.lane, owner: main.owner, epoch: main.epoch, seq: main.seq };
    const results = await both(
      () => endOf(main),
      () => other.commit({ fence, then: end(), published: [], ...step }),
    );
    expect(results).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);
    expect(await lab.store.history(id)).toHaveLength(1);
  });

  duel('its end and the end of the lease', async (id) => {
    const owner = await joinOther();
    await lab.start(id);
    const main = await lab.claimOne(owner);
    const [result] = await both(
      () => endOf(main),
      () => other.leave(owner),
    );
    await expectHeldByNobody(id, owner);
    expect(await lab.claim()).toHaveLength(result.status === 'applied' ? 0 : 1);
  });

  duel('its end and a start that replaces it', async (id) => {
    const main = await lab.begin(id);
    const [result, started] = await both(
      () => endOf(main),
      () => startOn(other, id, 'replaces', { onConflict: 'terminateExisting' }),
    );
    expect(started.n).not.toBe(main.n);
    expect(['applied', 'lost']).toContain(result.status);
    expect(await lab.claimOne()).toMatchObject({ instanceId: id, n: started.n, seq: 0 });
  });
});

const first: Holder['first'] = { node: 'run/work', envelope: bytes('at work'), history: finished('') };

function startOn(store: Store, instanceId: string, uid: string, more: Partial<Parameters<Store['start']>[0]> = {}): Promise<StartResult> {
  const nothing = { statuses: [], signals: [], queue: 'default', priority: 3, onConflict: 'fail' } as const;
  const sealed = { envelope: bytes('entry'), input: bytes('input') };
  return store.start({ instanceId, uid: `${uid} of ${instanceId}`, graph: order, ...sealed, ...nothing, ...more });
}

describe('what happens at once in two stores to an instance that begins in the hands of a worker', () => {
  duel('its start and the end of the lease', async (id) => {
    const owner = await joinOther();
    await both(
      () => startOn(lab.store, id, 'held', { holder: { owner, first } }),
      () => other.leave(owner),
    );
    await expectHeldByNobody(id, owner);
    expect(await lab.claim()).toHaveLength(1);
  });

  duel('its start and the same once more', async (id) => {
    const results = await both(
      () => startOn(lab.store, id, 'held', { holder: { owner: lab.worker, first } }),
      () => startOn(other, id, 'held', { holder: { owner: lab.worker, first } }),
    );
    expect(results.filter(({ heldSince }) => heldSince !== undefined)).toHaveLength(1);
    expect(results.filter(({ isRepeated }) => isRepeated)).toHaveLength(1);
    expect(await lab.store.history(id)).toHaveLength(1);
    expect((await lab.find(id)).lanes).toHaveLength(1);
  });

  duel('two starts of one id, each in the hands of another worker', async (id) => {
    const owner = await joinOther();
    const results = await both(
      () => startOn(lab.store, id, 'one', { holder: { owner: lab.worker, first } }),
      () => startOn(other, id, 'two', { holder: { owner, first } }),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(['exists', 'started']);
    expect(results.filter(({ heldSince }) => heldSince !== undefined)).toHaveLength(1);
    await other.leave(owner);
  });

  duel('its start and one that replaces it, in the hands of another worker', async (id) => {
    const owner = await joinOther();
    const [one, two] = await both(
      () => startOn(lab.store, id, 'one', { holder: { owner: lab.worker, first }, onConflict: 'terminateExisting' }),
      () => startOn(other, id, 'two', { holder: { owner, first }, onConflict: 'terminateExisting' }),
    );
    const held = [...(await lab.store.held(lab.worker)), ...(await lab.store.held(owner))].filter(({ n }) => n === one.n || n === two.n);
    expect(held, 'the first of them is over').toHaveLength(1);
    await other.leave(owner);
  });

  duel('its start and a cancel', async (id) => {
    const [started, canceled] = await both(
      () => startOn(lab.store, id, 'held', { holder: { owner: lab.worker, first } }),
      () => other.cancel(id),
    );
    const main = { n: started.n, lane: '', owner: lab.worker, epoch: 1, seq: 1 };
    const result = await lab.commit(main, keep('run/next'), { at: lab.clock.now() });
    expect(result).toMatchObject({ status: 'applied', request: canceled === 'requested' ? 'cancel' : 'none' });
  });
});
