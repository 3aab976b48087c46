/** Forks whose lanes one of two stores holds, while the other does what must not be missed. */
import { beforeEach, describe, expect } from 'vitest';
import type { ClaimedLane, Fence, Store } from '../../packages/engine/src/store/store.js';
import { commitBy, Duels } from './support/duels.js';
import { broughtBy, heldLane, heldLanes, joining } from './support/held-lanes.js';
import { bytes, end, forkInto, keep, next, order } from './support/lab.js';
import type { Lab } from './support/lab.js';

const duels = await Duels.open();
const duel = duels.duel.bind(duels);
const both = duels.both.bind(duels);

/** One side of the duel; the other is the lab's own store. */
let lab: Lab;
let other: Store;

beforeEach(() => ({ lab, other } = duels.sides));

/** A worker that is gone holds nothing of an instance, and another one goes on with it. */
async function expectNothingStandsStill(id: string, gone: number): Promise<void> {
  const { lanes } = await lab.find(id);
  expect(
    lanes.filter(({ owner }) => owner === gone),
    'held by nobody who is gone',
  ).toEqual([]);
  expect((await lab.claim()).length).toBeGreaterThan(0);
}

describe('what happens at once in two stores to forks that one of them has in hand', () => {
  /** A fork whose second lane another worker has taken over. */
  async function forkOfTwoWorkers(id: string): Promise<readonly [own: Fence, others: ClaimedLane]> {
    const main = await lab.begin(id);
    await lab.commit(main, forkInto('', { lanes: heldLanes('ab') }), { at: lab.clock.now() });
    await lab.store.release(heldLane(main, 1));
    return [heldLane(main, 0), await lab.claimOne()];
  }

  duel('the ends of the last two lanes of a fork, of which one has it in hand', async (id) => {
    const [own, others] = await forkOfTwoWorkers(id);
    const [result] = await both(
      () => lab.commit(own, joining(), { at: lab.clock.now() }),
      () => commitBy(other, others, end()),
    );
    const claimed = await lab.claim();
    expect(claimed.length + (broughtBy(result)?.joined ? 1 : 0), 'joined once').toBe(1);
  });

  duel('the end of a lane in hand and the failure of another', async (id) => {
    const [own, others] = await forkOfTwoWorkers(id);
    const [result] = await both(
      () => lab.commit(own, joining(), { at: lab.clock.now() }),
      () => commitBy(other, others, end('failed')),
    );
    const claimed = await lab.claim();
    expect(claimed.length + (broughtBy(result)?.joined ? 1 : 0), 'joined once').toBe(1);
  });

  duel('the last end of a fork in hand and a cancel', async (id) => {
    const main = await lab.begin(id);
    await lab.commit(main, forkInto('', { lanes: heldLanes('a') }), { at: lab.clock.now() });
    const [result] = await both(
      () => lab.commit(heldLane(main, 0), joining(), { at: lab.clock.now() }),
      () => other.cancel(id),
    );
    const { joined } = broughtBy(result) ?? expect.fail('nothing was brought');
    const parent = { ...next(main), epoch: joined?.epoch ?? 0 };
    expect(await lab.commit(parent, keep('run/after'), { at: lab.clock.now(), joined: true })).toMatchObject({ request: 'cancel' });
  });

  duel('the last end of a fork in hand and a pause', async (id) => {
    const main = await lab.begin(id);
    await lab.commit(main, forkInto('', { lanes: heldLanes('a') }), { at: lab.clock.now() });
    const [result] = await both(
      () => lab.commit(heldLane(main, 0), joining(), { at: lab.clock.now() }),
      () => other.pause(id),
    );
    const { joined } = broughtBy(result) ?? {};
    const parent = { ...next(main), epoch: joined?.epoch ?? 0 };
    if (joined) {
      const kept = await lab.commit(parent, keep('run/after'), { at: lab.clock.now(), joined: true });
      expect(kept, 'given back, since it is paused').toMatchObject({ status: 'applied', kept: false });
    }
    expect(await lab.claim()).toEqual([]);
    await other.resume(id);
    expect(await lab.claim()).toHaveLength(1);
  });

  duel('the last ends of a fork in hand and the end of the whole instance', async (id) => {
    const main = await lab.begin(id);
    await lab.commit(main, forkInto('', { lanes: heldLanes('ab') }), { at: lab.clock.now() });
    await both(
      () => Promise.all([0, 1].map((position) => lab.commit(heldLane(main, position), joining(), { at: lab.clock.now() }))),
      () => other.terminate(id, bytes('over')),
    );
    expect(await lab.find(id)).toMatchObject({ status: 'canceled', lanes: [] });
  });

  duel('a cancel and a fork whose lanes are held', async (id) => {
    const main = await lab.begin(id);
    const [result] = await both(
      () => lab.commit(main, forkInto('', { lanes: heldLanes('ab') }), { at: lab.clock.now() }),
      () => other.cancel(id),
    );
    const held = (await lab.store.held(lab.worker)).filter(({ n }) => n === main.n);
    expect(held.map(({ request }) => request)).toEqual(broughtBy(result)?.opened ? ['cancel', 'cancel'] : []);
    expect(await lab.claim()).toHaveLength(broughtBy(result)?.opened ? 0 : 2);
  });

  duel('the step behind a join and a pause', async (id) => {
    const main = await lab.begin(id);
    await lab.commit(main, forkInto('', { lanes: heldLanes('abc') }), { at: lab.clock.now() });
    await Promise.all([0, 1, 2].map((position) => lab.commit(heldLane(main, position), joining(), { at: lab.clock.now() })));
    await both(
      () => lab.commit({ ...next(main), epoch: main.epoch + 1 }, keep('run/after'), { at: lab.clock.now(), joined: true }),
      () => other.pause(id),
    );
    expect((await lab.find(id)).lanes).toHaveLength(1);
  });

  /** All ends of a fork in hand, with the step behind its join. */
  async function endAll(main: Fence): Promise<boolean> {
    const at = lab.clock.now();
    const behind = { fence: { ...next(main), epoch: main.epoch + 1 }, then: keep('run/after'), published: [], at, joined: true } as const;
    const ends = [0, 1].map((position) => lab.commit(heldLane(main, position), joining(), { at, ...(position === 1 && { behind }) }));
    const last = (await Promise.all(ends))[1];
    return last?.status === 'applied' && last.brought?.wentOn === true;
  }

  async function forkOfTwo(id: string, owner = lab.worker): Promise<ClaimedLane> {
    await lab.start(id);
    const main = await lab.claimOne(owner);
    await lab.commit(main, forkInto('', { lanes: heldLanes('ab') }), { at: lab.clock.now() });
    return main;
  }

  duel('the last ends with the step behind their join and a cancel', async (id) => {
    const main = await forkOfTwo(id);
    await both(
      () => endAll(main),
      () => other.cancel(id),
    );
    const held = (await lab.store.held(lab.worker)).filter(({ n }) => n === main.n);
    expect(held, 'whoever holds the lane that waited hears of it').toMatchObject([{ lane: '', request: 'cancel' }]);
  });

  duel('the last ends with the step behind their join and a pause', async (id) => {
    const main = await forkOfTwo(id);
    const [wentOn] = await both(
      () => endAll(main),
      () => other.pause(id),
    );
    const { lanes } = await lab.find(id);
    expect(lanes.length, 'the lanes of the fork are there unless it went on').toBe(wentOn ? 1 : 3);
  });

  duel('the last ends with the step behind their join and the end of the whole instance', async (id) => {
    const main = await forkOfTwo(id);
    await both(
      () => endAll(main),
      () => other.terminate(id, bytes('over')),
    );
    expect(await lab.find(id)).toMatchObject({ status: 'canceled', lanes: [] });
  });

  duel('the last ends with the step behind their join and the end of the lease', async (id) => {
    const owner = await other.join({ name: 'leaves', graphs: [order], leaseMs: 10_000 });
    const main = await forkOfTwo(id, owner);
    await both(
      () => endAll(main),
      () => other.leave(owner),
    );
    await expectNothingStandsStill(id, owner);
  });

  duel('a fork whose lanes are held and the end of the lease', async (id) => {
    const owner = await other.join({ name: 'leaves', graphs: [order], leaseMs: 10_000 });
    await lab.start(id);
    const main = await lab.claimOne(owner);
    await both(
      () => lab.commit(main, forkInto('', { lanes: heldLanes('ab') }), { at: lab.clock.now() }),
      () => other.leave(owner),
    );
    await expectNothingStandsStill(id, owner);
  });

  duel('the last end of a fork in hand and the end of the lease', async (id) => {
    const owner = await other.join({ name: 'leaves', graphs: [order], leaseMs: 10_000 });
    await lab.start(id);
    const main = await lab.claimOne(owner);
    await lab.commit(main, forkInto('', { lanes: heldLanes('a') }), { at: lab.clock.now() });
    await both(
      () => lab.commit(heldLane(main, 0), joining(), { at: lab.clock.now() }),
      () => other.leave(owner),
    );
    await expectNothingStandsStill(id, owner);
  });
});
