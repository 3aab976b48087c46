import { describe, expect, test } from 'vitest';
import { bytes, end, fenceOf, finished, forkInto, keep, Lab, next, park, receive, textOf } from '../support/lab.js';
import type { Fence, StepCommit } from '../../../packages/engine/src/store/store.js';
import type { MakeStore } from '../support/lab.js';

export function exerciseCommit(makeStore: MakeStore): void {
  describe('commit', () => {
    test('keeps the lane and counts its steps', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      expect(await lab.commit(main, keep('run/one'))).toEqual({ status: 'applied', request: 'none', kept: true });
      expect(await lab.commit(next(main), keep('run/two', 'values'))).toEqual({ status: 'applied', request: 'none', kept: true });
      const lane = await lab.lane('a', '');
      expect(lane).toMatchObject({ node: 'run/two', seq: 2, status: 'running', owner: lab.worker });
      expect(textOf(lane.envelope)).toBe('values');
      expect(await lab.find('a')).toMatchObject({ status: 'running' });
    });

    test.each([
      ['owner', { owner: 999 }],
      ['epoch', { epoch: 0 }],
      ['a later epoch', { epoch: 2 }],
      ['seq', { seq: 5 }],
      ['lane', { lane: '/1.0' }],
      ['instance', { n: 999 }],
    ])('changes nothing with a wrong %s', async (_what, wrong) => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      const before = await lab.store.find('a');
      for (const then of [keep('run/one'), park(), end(), receive('go'), { kind: 'retry', wakeAt: 5 } as const]) {
        const published = [{ name: 'stage', envelope: bytes('x') }];
        expect(await lab.commit({ ...main, ...wrong }, then, { published, history: finished('run/x') })).toEqual({ status: 'lost' });
      }
      expect(await lab.store.find('a')).toEqual(before);
      expect(await lab.store.history('a')).toEqual([]);
    });

    test('that is sent again is recognized and not applied twice', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      const step = () =>
        lab.commit(main, keep('run/one'), { history: finished('run/zero'), published: [{ name: 'stage', envelope: bytes('x') }] });
      expect(await step()).toMatchObject({ status: 'applied', kept: true });
      expect(await step()).toMatchObject({ status: 'applied', kept: true });
      expect(await lab.store.history('a')).toHaveLength(1);
      expect(await lab.store.status('a', 'stage')).toMatchObject({ version: 1 });
      expect(await lab.lane('a', '')).toMatchObject({ seq: 1 });
    });

    test('that is sent twice at once is applied once', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      const step = () => lab.commit(main, keep('run/one'), { history: finished('run/zero') });
      expect(await Promise.all([step(), step()])).toEqual([
        { status: 'applied', request: 'none', kept: true },
        { status: 'applied', request: 'none', kept: true },
      ]);
      expect(await lab.store.history('a')).toHaveLength(1);
    });

    test('that parked and is sent again is recognized until another worker has the lane', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      const step = () => lab.commit(main, park({ wakeAt: lab.clock.now() + 5 }));
      expect(await Promise.all([step(), step()])).toEqual([
        { status: 'applied', request: 'none', kept: false },
        { status: 'applied', request: 'none', kept: false },
      ]);
      expect(await step()).toMatchObject({ status: 'applied', kept: false });
      lab.clock.pass(5);
      await lab.claimOne();
      expect(await step()).toEqual({ status: 'lost' });
    });

    test('that ends the instance just as the one who has the lane did changes nothing, whatever it brings along', async () => {
      const lab = await Lab.open(makeStore);
      const lost = await lab.begin('a');
      await lab.store.release(lost);
      const holder = await lab.claimOne();
      const endOf = (fence: Fence, more: Partial<StepCommit> = {}) =>
        lab.commit(fence, end(), { at: lab.clock.now(), endsAlone: 'a', history: finished('run/work'), ...more });
      expect(await endOf(holder)).toMatchObject({ status: 'applied', kept: false });
      const before = await lab.find('a');
      lab.clock.pass(10);
      expect(await endOf(lost, { published: [{ name: 'stage', envelope: bytes('late') }] })).toMatchObject({ kept: false });
      expect(await lab.find('a')).toEqual(before);
      expect(await lab.store.history('a')).toHaveLength(1);
      expect(await lab.commit(lost, end('completed', 'other'), { at: lab.clock.now(), endsAlone: 'a' })).toEqual({ status: 'lost' });
    });

    test('parks until its time, never early', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      const wakeAt = lab.clock.now() + 1_000;
      await lab.commit(main, park({ wakeAt }));
      expect(await lab.find('a')).toMatchObject({ status: 'parked' });
      expect(await lab.lane('a', '')).toMatchObject({ status: 'parked', wakeAt });
      lab.clock.pass(999);
      expect(await lab.claim()).toEqual([]);
      lab.clock.pass(1);
      expect(await lab.find('a')).toMatchObject({ status: 'ready' });
      expect(await lab.claimOne()).toMatchObject({ wakeAt, seq: 1, epoch: 2, node: 'run/wait' });
    });

    test('retries the same step later, with the attempts counted and the continuation kept', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.commit(main, keep('run/task', 'arguments'));
      const wakeAt = lab.clock.now() + 100;
      expect(await lab.commit(next(main), { kind: 'retry', wakeAt })).toEqual({ status: 'applied', request: 'none', kept: false });
      lab.clock.pass(100);
      const again = await lab.claimOne();
      expect(again).toMatchObject({ seq: 1, attempt: 1, node: 'run/task' });
      expect(textOf(again.envelope)).toBe('arguments');
      await lab.commit(again, { kind: 'retry', wakeAt: lab.clock.now() });
      const third = await lab.claimOne();
      expect(third).toMatchObject({ seq: 1, attempt: 2 });
      await lab.commit(third, keep('run/next'));
      expect(await lab.lane('a', '')).toMatchObject({ seq: 2, attempt: 0 });
    });

    test('that retries leaves the lane at its wait, with the signal and the lanes that it has there', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go'));
      await lab.send('a', 'go', 'now');
      await lab.commit(await lab.claimOne(), { kind: 'retry', wakeAt: lab.clock.now() });
      const receiving = await lab.claimOne();
      expect(textOf(receiving.signal?.envelope)).toBe('now');
      await lab.commit(receiving, forkInto('xy'), { consumed: receiving.signal?.sid ?? expect.fail() });
      for (const lane of await lab.claim()) await lab.commit(lane, end());
      await lab.commit(await lab.claimOne(), { kind: 'retry', wakeAt: lab.clock.now() });
      expect((await lab.claimOne()).ended).toHaveLength(2);
    });

    test('ends the instance with its main line, once', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a', { signals: [{ name: 'go', id: 'x', envelope: bytes('unread') }] });
      lab.notices.length = 0;
      await lab.commit(main, end('completed', 'done'), { published: [{ name: 'stage', envelope: bytes('shipped') }] });
      const record = await lab.find('a');
      expect(record).toMatchObject({ status: 'completed', endedAt: lab.clock.now(), lanes: [], buffered: [], terminated: false });
      expect(textOf(record.outcome)).toBe('done');
      expect(record.statuses.map(({ name }) => name)).toEqual(['stage']);
      expect(lab.notices).toContainEqual({ kind: 'changed', instanceId: 'a' });
      expect(await lab.commit(main, end('failed'))).toEqual({ status: 'lost' });
      expect(await lab.store.terminate('a', bytes('x'))).toBe('ended');
      expect(await lab.find('a')).toEqual(record);
    });

    test('fails the whole instance from any lane', async () => {
      const lab = await Lab.open(makeStore);
      const [first, second] = await lab.fork('a', 'ab');
      expect(await lab.commit(first ?? expect.fail(), { kind: 'fail', envelope: bytes('no value') })).toMatchObject({ kept: false });
      expect(await lab.find('a')).toMatchObject({ status: 'failed', lanes: [] });
      expect(await lab.commit(second ?? expect.fail(), end())).toEqual({ status: 'lost' });
    });

    test('publishes statuses, each set a new version', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a', { statuses: [{ name: 'stage', envelope: bytes('zero') }] });
      const published = ['one', 'two'].map((value) => ({ name: 'stage', envelope: bytes(value) }));
      await lab.commit(main, keep('run/one'), { published });
      const status = await lab.store.status('a', 'stage');
      expect(status?.version).toBe(2);
      expect(textOf(status?.envelope)).toBe('two');
    });

    test('publishes from a running task only while the lane is held at that step', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      expect(await lab.store.publish(fenceOf(main), 'progress', bytes('half'))).toBe('applied');
      expect(lab.notices).toContainEqual({ kind: 'changed', instanceId: 'a' });
      const late = lab.store.publish(fenceOf(main), 'progress', bytes('all'));
      await lab.commit(main, keep('run/next'));
      expect(await late).toBe('applied');
      expect(await lab.store.publish(fenceOf(main), 'progress', bytes('too late'))).toBe('lost');
      expect(await lab.store.status('a', 'progress')).toMatchObject({ version: 2 });
    });

    test('writes history in the order of commit', async () => {
      const lab = await Lab.open(makeStore);
      const [first, second] = await lab.fork('a', 'ab');
      if (!first || !second) expect.fail();
      const entry = finished('run/b', {
        outcome: 'retried',
        attempt: 2,
        envelope: bytes('error'),
        marks: '[]',
        continuation: bytes('all'),
      });
      await lab.commit(second, { kind: 'retry', wakeAt: lab.clock.now() }, { history: entry });
      await lab.commit(first, end(), { history: finished('run/a') });
      const rows = await lab.store.history('a');
      expect(rows).toEqual([
        { lane: '/1.1', seq: 0, worker: lab.worker, ...entry },
        { lane: '/1.0', seq: 0, worker: lab.worker, ...finished('run/a') },
      ]);
    });

    test('of many lanes at once writes the history of those that went on, and of no other', async () => {
      const lab = await Lab.open(makeStore);
      const ids = Array.from({ length: 70 }, (_, index) => `instance ${index}`);
      const lanes: Fence[] = [];
      for (const id of ids) lanes.push(await lab.begin(id));
      const isLate = (index: number): boolean => index % 3 === 0;
      const results = await Promise.all(
        lanes.map((lane, index) =>
          lab.commit(isLate(index) ? { ...lane, epoch: 7 } : lane, keep('run/one'), {
            history: finished('run/zero', { envelope: bytes(`by ${index}`) }),
          }),
        ),
      );
      expect(results.map(({ status }) => status === 'lost')).toEqual(ids.map((_, index) => isLate(index)));
      const histories = await Promise.all(ids.map((id) => lab.store.history(id)));
      const told = histories.map((history) => history.map(({ node, envelope }) => [node, envelope && textOf(envelope)]));
      expect(told).toEqual(ids.map((_, index) => (isLate(index) ? [] : [['run/zero', `by ${index}`]])));
    });

    test('keeps only the last rows of history where a limit is given', async () => {
      const lab = await Lab.open(makeStore);
      let fence = fenceOf(await lab.begin('a'));
      for (const node of ['one', 'two', 'three', 'four']) {
        await lab.commit(fence, keep(node), { history: finished(node), historyLimit: 2 });
        fence = next(fence);
      }
      expect((await lab.store.history('a')).map(({ node }) => node)).toEqual(['three', 'four']);
    });

    test('that cannot be stored fails alone', async () => {
      const lab = await Lab.open(makeStore);
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => lab.start(id)));
      const lanes = await lab.claim();
      const refused = finished('run/x', { outcome: null as unknown as 'completed' });
      const results = await Promise.allSettled(
        lanes.map((lane) => lab.commit(lane, keep('run/x'), { history: lane.instanceId === 'c' ? refused : finished('run/x') })),
      );
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      expect(results[2]).toMatchObject({ reason: { code: 'STORE_REFUSED', retryable: false } });
      const seqs = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(async (id) => (await lab.lane(id, '')).seq));
      expect(seqs).toEqual([1, 1, 0, 1, 1]);
    });

    test('a hundred thousand bytes and more come back as they were', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      const large = new Uint8Array(10_000_000).map((_, index) => index * 31);
      await lab.commit(main, { ...park({ wakeAt: 0 }), envelope: large } as ReturnType<typeof park>);
      expect(Buffer.compare((await lab.claimOne()).envelope, large)).toBe(0);
    });
  });
}
