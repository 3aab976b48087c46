/** What must not be missed by two stores that do it at the same time. */
import { beforeEach, describe, expect } from 'vitest';
import type { ClaimedLane, Store } from '../../packages/engine/src/store/store.js';
import { awaitChild, startChild } from './support/children.js';
import { commitBy, Duels } from './support/duels.js';
import { bytes, end, forkInto, keep, next, order, park, receive, textOf } from './support/lab.js';
import type { Lab } from './support/lab.js';

const duels = await Duels.open();
const duel = duels.duel.bind(duels);
const both = duels.both.bind(duels);

/** One side of the duel; the other is the lab's own store. */
let lab: Lab;
let other: Store;

beforeEach(() => ({ lab, other } = duels.sides));

function sendBy(store: Store, id: string, value: string) {
  return store.send(id, { name: 'go', envelope: bytes(value) });
}

describe('what happens at once in two stores', () => {
  duel('a signal and the wait for it', async (id) => {
    const main = await lab.begin(id);
    await both(
      () => lab.commit(main, receive('go')),
      () => sendBy(other, id, 'now'),
    );
    expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('now');
  });

  duel('a signal and the end of the time to wait for it', async (id) => {
    const main = await lab.begin(id);
    await lab.commit(main, receive('go', lab.clock.now() + 10));
    lab.clock.pass(10);
    const [claimed] = await both(
      () => lab.claim(),
      () => sendBy(other, id, 'late'),
    );
    // A lane that is just getting its signal is left to the next claim.
    const lane = claimed[0] ?? (await lab.claimOne());
    const consumed = lane.signal?.sid;
    await lab.commit(lane, receive('go'), consumed === undefined ? {} : { consumed });
    const again = await lab.claim();
    expect(again.map(({ signal }) => textOf(signal?.envelope))).toEqual(consumed === undefined ? ['late'] : []);
  });

  duel('two signals for two lanes that wait', async (id) => {
    for (const lane of await lab.fork(id, 'ab', { decidedBy: {} })) await lab.commit(lane, receive('go'));
    await both(
      () => lab.send(id, 'go', 'one'),
      () => sendBy(other, id, 'two'),
    );
    const received = (await lab.claim()).map(({ signal }) => textOf(signal?.envelope));
    expect(received.toSorted()).toEqual(['one', 'two']);
  });

  duel('a signal and the termination of its instance', async (id) => {
    await lab.begin(id);
    const [, sent] = await both(
      () => lab.store.terminate(id, bytes('over')),
      () => sendBy(other, id, 'late'),
    );
    expect(['sent', 'ended']).toContain(sent);
    expect(await lab.find(id)).toMatchObject({ status: 'canceled', buffered: [] });
  });

  duel('a signal that is given back and a lane that begins to wait', async (id) => {
    const [a, b] = await lab.fork(id, 'ab', { decidedBy: {} });
    if (!a || !b) expect.fail();
    await lab.commit(a, receive('go'));
    await lab.send(id, 'go', 'kept');
    const receiver = await lab.claimOne();
    await both(
      () => lab.commit(receiver, end('canceled')),
      () => commitBy(other, b, receive('go')),
    );
    expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('kept');
  });

  duel('the ends of the last two lanes of a fork', async (id) => {
    const [a, b] = await lab.fork(id, 'ab');
    if (!a || !b) expect.fail();
    await both(
      () => lab.commit(a, end()),
      () => commitBy(other, b, end()),
    );
    expect((await lab.claimOne()).ended).toHaveLength(2);
  });

  duel('the ends of two lanes while others are queued', async (id) => {
    const [a, b] = await lab.fork(id, 'abcd', { concurrency: 2 });
    if (!a || !b) expect.fail();
    await both(
      () => lab.commit(a, end()),
      () => commitBy(other, b, end()),
    );
    expect(await lab.claim()).toHaveLength(2);
  });

  duel('a failure and the fork of a lane beside it', async (id) => {
    const [a, b] = await lab.fork(id, 'ab');
    if (!a || !b) expect.fail();
    await both(
      () => lab.commit(a, end('failed')),
      () => commitBy(other, b, forkInto('xyz', { concurrency: 2 })),
    );
    const woken = await lab.claim();
    expect(woken.map(({ request }) => request)).toEqual(['cancel', 'cancel']);
    expect(await lab.lane(id, '/1.1/1.2')).toMatchObject({ status: 'canceled' });
  });

  duel('a cancel and a fork', async (id) => {
    const main = await lab.begin(id);
    await both(
      () => lab.commit(main, forkInto('abc', { concurrency: 2 })),
      () => other.cancel(id),
    );
    expect((await lab.claim()).map(({ request }) => request)).toEqual(['cancel', 'cancel']);
  });

  duel('a cancel and a lane that parks', async (id) => {
    const main = await lab.begin(id);
    await both(
      () => lab.commit(main, park({ wakeAt: lab.clock.now() + 1_000_000 })),
      () => other.cancel(id),
    );
    expect(await lab.claimOne()).toMatchObject({ request: 'cancel' });
  });

  duel('a cancel and a lane that goes on', async (id) => {
    const main = await lab.begin(id);
    const [result] = await both(
      () => lab.commit(main, keep('run/next')),
      () => other.cancel(id),
    );
    const { lanes } = await lab.store.heartbeat(lab.worker, 10_000);
    expect(lanes.filter(({ n }) => n === main.n)).toMatchObject([{ request: 'cancel' }]);
    expect(result).toMatchObject({ status: 'applied', kept: true });
  });

  duel('a pause and a fork', async (id) => {
    const main = await lab.begin(id);
    await both(
      () => lab.commit(main, forkInto('ab')),
      () => other.pause(id),
    );
    expect(await lab.claim()).toEqual([]);
    await lab.store.resume(id);
    expect(await lab.claim()).toHaveLength(2);
  });

  duel('a termination and a step', async (id) => {
    const main = await lab.begin(id);
    const [result] = await both(
      () => lab.commit(main, keep('run/next')),
      () => other.terminate(id, bytes('terminated')),
    );
    expect(['applied', 'lost']).toContain(result.status);
    expect(await lab.find(id)).toMatchObject({ status: 'canceled', lanes: [] });
    expect(await lab.commit(next(main), end())).toEqual({ status: 'lost' });
  });

  duel('two ends of an instance', async (id) => {
    const main = await lab.begin(id);
    const [result, requested] = await both(
      () => lab.commit(main, end('completed', 'done')),
      () => other.terminate(id, bytes('terminated')),
    );
    const { status, outcome } = await lab.find(id);
    const completed = result.status === 'applied';
    expect([status, textOf(outcome)]).toEqual(completed ? ['completed', 'done'] : ['canceled', 'terminated']);
    expect(requested).toBe(completed ? 'ended' : 'requested');
  });

  duel('two starts with one id', async (id) => {
    const start = (store: Store, onConflict: 'fail' | 'useExisting') => store.start({ ...startOf(id, onConflict), onConflict });
    const results = await both(
      () => start(lab.store, 'fail'),
      () => start(other, 'useExisting'),
    );
    const winner = results.findIndex(({ status }) => status === 'started');
    expect(results.map(({ status }) => status)).toEqual(winner === 0 ? ['started', 'used'] : ['exists', 'started']);
    expect(await lab.claim()).toHaveLength(1);
  });

  duel('a start that replaces and a signal', async (id) => {
    await lab.start(id);
    const [replaced, sent] = await both(
      () => lab.start(id, { onConflict: 'terminateExisting' }),
      () => sendBy(other, id, 'to whichever lives'),
    );
    expect([replaced.status, sent]).toEqual(['started', 'sent']);
    expect(await lab.claim()).toHaveLength(1);
  });

  duel('two claims', async (id) => {
    await lab.fork(id, 'abcdef', { decidedBy: {} }).then((lanes) => Promise.all(lanes.map((lane) => lab.store.release(lane))));
    const [one, two] = await both(
      () => lab.claim(4),
      () => other.claim({ owner: lab.worker, graphs: [order.hash], queues: ['default'], limit: 4 }),
    );
    const all = [...one, ...two, ...(await lab.claim())].map(({ lane }) => lane);
    expect(all.toSorted()).toEqual(['/1.0', '/1.1', '/1.2', '/1.3', '/1.4', '/1.5']);
  });

  duel('a claim and the loss of its lease', async (id) => {
    await lab.start(id);
    const mortal = await other.join({ name: 'mortal', graphs: [order], leaseMs: 0 });
    await both(
      () => other.claim({ owner: mortal, graphs: [order.hash], queues: ['default'], limit: 1 }),
      () => lab.store.reclaim(),
    );
    await lab.store.reclaim();
    expect(await lab.claimOne()).toMatchObject({ instanceId: id });
  });

  duel('two reclaims', async (id) => {
    await lab.start(id);
    const mortal = await other.join({ name: 'mortal', graphs: [order], leaseMs: 0 });
    await other.claim({ owner: mortal, graphs: [order.hash], queues: ['default'], limit: 1 });
    const taken = await both(
      () => lab.store.reclaim(),
      () => other.reclaim(),
    );
    expect(taken[0] + taken[1]).toBe(1);
    expect(await lab.claimOne()).toMatchObject({ losses: 1 });
  });
});

describe('what parents and children do at once in two stores', () => {
  /** A parent that goes on, and its child in the hands of a worker. */
  async function begun(id: string): Promise<{ readonly parent: ClaimedLane; readonly child: ClaimedLane }> {
    await lab.commit(await lab.begin(id), startChild(`${id} child`, { until: 'start' }));
    const claimed = await lab.claim();
    const of = (instanceId: string) => claimed.find((lane) => lane.instanceId === instanceId) ?? expect.fail();
    return { parent: of(id), child: of(`${id} child`) };
  }

  duel('the end of a child and the wait for it', async (id) => {
    const { parent, child } = await begun(id);
    await both(
      () => lab.commit(parent, awaitChild(child.instanceId)),
      () => commitBy(other, child, end()),
    );
    expect((await lab.claimOne()).child).toMatchObject({ end: 'completed' });
  });

  duel('the end of a child and the cancel of its parent', async (id) => {
    await lab.commit(await lab.begin(id), startChild(`${id} child`));
    const child = await lab.claimOne();
    await both(
      () => lab.store.cancel(id),
      () => commitBy(other, child, end()),
    );
    expect(await lab.claimOne()).toMatchObject({ instanceId: id, request: 'cancel', child: { end: 'completed' } });
  });

  duel('the end of a parent and the start of a child', async (id) => {
    const main = await lab.begin(id);
    await both(
      () => lab.store.terminate(id, bytes('over')),
      () => commitBy(other, main, startChild(`${id} child`, { onParentClose: 'terminate' })),
    );
    expect(await lab.claim()).toEqual([]);
    expect((await lab.store.find(`${id} child`))?.status ?? 'canceled').toBe('canceled');
  });

  duel('the ends of a parent and of its child', async (id) => {
    const { parent, child } = await begun(id);
    await both(
      () => lab.commit(parent, end(), { spreads: true }),
      () => commitBy(other, child, end(), { spreads: true }),
    );
    expect(await lab.find(child.instanceId)).toMatchObject({ status: 'completed' });
    expect(await lab.claim()).toEqual([]);
  });

  duel('the ends of two children', async (id) => {
    const lanes = await lab.fork(id, 'ab');
    await Promise.all(lanes.map((lane) => lab.commit(lane, startChild(`${id}${lane.lane}`))));
    const [one, two] = await lab.claim();
    await both(
      () => commitBy(lab.store, one ?? expect.fail(), end(), { spreads: true }),
      () => commitBy(other, two ?? expect.fail(), end(), { spreads: true }),
    );
    expect((await lab.claim()).map(({ lane }) => lane).toSorted()).toEqual(['/1.0', '/1.1']);
  });

  duel('the end of a child and a start that takes its id', async (id) => {
    await lab.commit(await lab.begin(id), startChild(`${id} child`));
    const child = await lab.claimOne();
    await both(
      () => lab.start(child.instanceId, { onConflict: 'terminateExisting', uid: 'another' }),
      () => commitBy(other, child, end(), { spreads: true }),
    );
    const claimed = await lab.claim();
    expect(claimed.map(({ instanceId }) => instanceId).toSorted()).toEqual([id, child.instanceId]);
    await lab.store.terminate(child.instanceId, bytes('over'));
  });

  duel('the cancels of a parent and of its child', async (id) => {
    await lab.commit(await lab.begin(id), startChild(`${id} child`));
    await lab.commit(await lab.claimOne(), receive('go'));
    await both(
      () => lab.store.cancel(id),
      () => other.cancel(`${id} child`),
    );
    await lab.commit(await lab.claimOne(), end('canceled'), { cancelDelivered: true });
    expect(await lab.claimOne()).toMatchObject({ instanceId: id, child: { end: 'canceled' } });
  });
});

function startOf(instanceId: string, starter: string) {
  return {
    instanceId,
    // With one number for both, one would be the other, sent again.
    uid: `${instanceId} ${starter}`,
    graph: order,
    envelope: bytes('entry'),
    input: bytes('input'),
    statuses: [],
    signals: [],
    queue: 'default',
    priority: 3,
  };
}
