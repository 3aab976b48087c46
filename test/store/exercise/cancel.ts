import { describe, expect, test } from 'vitest';
import { bytes, end, forkInto, keep, Lab, leaseMs, next, park, receive, textOf } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

export function exerciseCancel(makeStore: MakeStore): void {
  describe('cancel', () => {
    test('wakes a parked lane at once', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), park({ wakeAt: lab.clock.now() + 1_000_000 }));
      lab.notices.length = 0;
      expect(await lab.store.cancel('a')).toBe('requested');
      expect(lab.notices).toContainEqual({ kind: 'ready' });
      expect(await lab.find('a')).toMatchObject({ status: 'ready', cancelRequestedAt: lab.clock.now() });
      const lane = await lab.claimOne();
      expect(lane.request).toBe('cancel');
      await lab.commit(lane, end('canceled'), { cancelDelivered: true });
      expect(await lab.find('a')).toMatchObject({ status: 'canceled', terminated: false });
    });

    test('is told to a running lane by its next commit, once it was delivered no more', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      lab.notices.length = 0;
      await lab.store.cancel('a');
      expect(lab.notices).toContainEqual({ kind: 'requests' });
      expect(await lab.commit(main, keep('run/one'))).toEqual({ status: 'applied', request: 'cancel', kept: true });
      const delivered = await lab.commit(next(main), keep('run/finally'), { cancelDelivered: true });
      expect(delivered).toEqual({ status: 'applied', request: 'canceling', kept: true });
      await lab.store.cancel('a');
      expect(await lab.commit(next(next(main)), keep('run/finally-2'))).toMatchObject({ request: 'canceling' });
    });

    test('wakes a lane that parks or retries without having seen it', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.store.cancel('a');
      await lab.commit(main, receive('go', lab.clock.now() + 1_000));
      const woken = await lab.claimOne();
      expect(woken).toMatchObject({ request: 'cancel' });
      await lab.commit(woken, { kind: 'retry', wakeAt: lab.clock.now() + 1_000 });
      expect(await lab.claimOne()).toMatchObject({ request: 'cancel', attempt: 1 });
    });

    test('that was delivered lets cleanup wait', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go'));
      await lab.store.cancel('a');
      await lab.commit(await lab.claimOne(), park({ wakeAt: lab.clock.now() + 10 }), { cancelDelivered: true });
      await lab.store.cancel('a');
      expect(await lab.claim()).toEqual([]);
      lab.clock.pass(10);
      expect(await lab.claimOne()).toMatchObject({ request: 'canceling' });
    });

    test('leaves the signal that a waiting lane would have got to others', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go'));
      await lab.store.cancel('a');
      await lab.send('a', 'go', 'unread');
      const lane = await lab.claimOne();
      expect(lane.signal).toBeUndefined();
      await lab.commit(lane, receive('go'), { cancelDelivered: true });
      expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('unread');
    });

    test('reaches the leaves of forks, which give their joins; queued lanes end at once', async () => {
      const lab = await Lab.open(makeStore);
      const [a] = await lab.fork('i', 'abc', { concurrency: 1, decidedBy: {} });
      await lab.commit(a ?? expect.fail(), receive('go'));
      await Promise.all([lab.store.cancel('i'), lab.store.cancel('i')]);
      const leaf = await lab.claimOne();
      expect(leaf).toMatchObject({ lane: '/1.0', request: 'cancel' });
      await lab.commit(leaf, end('canceled'), { cancelDelivered: true });
      const main = await lab.claimOne();
      expect(main).toMatchObject({ lane: '', request: 'cancel' });
      expect(main.ended?.map(({ end: how }) => how)).toEqual(['canceled', 'canceled', 'canceled']);
    });

    test('that comes before a fork goes to its lanes', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('i');
      await lab.store.cancel('i');
      await lab.commit(main, forkInto('abc', { concurrency: 2 }));
      const lanes = await lab.claim();
      expect(lanes.map(({ lane, request }) => [lane, request]).toSorted()).toEqual([
        ['/1.0', 'cancel'],
        ['/1.1', 'cancel'],
      ]);
      expect(await lab.lane('i', '/1.2')).toMatchObject({ status: 'canceled' });
    });

    test('that was delivered before a fork does not go to its lanes', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('i');
      await lab.store.cancel('i');
      await lab.commit(main, forkInto('ab'), { cancelDelivered: true });
      expect((await lab.claim()).map(({ request }) => request)).toEqual(['none', 'none']);
    });

    test('asked for again does not reach the lanes that a cleanup opened', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('i');
      await lab.store.cancel('i');
      await lab.commit(main, forkInto('ab', { concurrency: 1 }), { cancelDelivered: true });
      const requestedAt = lab.clock.now();
      lab.clock.pass(1);
      await lab.store.pause('i');
      expect(await lab.store.cancel('i')).toBe('requested');
      expect(await lab.find('i')).toMatchObject({ status: 'ready', cancelRequestedAt: requestedAt });
      expect(await lab.claimOne()).toMatchObject({ lane: '/1.0', request: 'none' });
      expect(await lab.lane('i', '/1.1')).toMatchObject({ status: 'queued' });
    });

    test('at the same time as the fork reaches every lane', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('i');
      await Promise.all([lab.commit(main, forkInto('ab')), lab.store.cancel('i')]);
      expect((await lab.claim()).map(({ request }) => request)).toEqual(['cancel', 'cancel']);
    });

    test('of unknown and ended instances says so', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), end());
      const { store } = lab;
      expect(await Promise.all([store.cancel('a'), store.cancel('b')])).toEqual(['ended', 'unknown']);
      expect(await Promise.all([store.pause('a'), store.resume('b'), store.terminate('b', bytes('x'))])).toEqual([
        'ended',
        'unknown',
        'unknown',
      ]);
    });
  });

  describe('terminate', () => {
    test('ends the instance with no cleanup; its workers have lost it', async () => {
      const lab = await Lab.open(makeStore);
      const lanes = await lab.fork('i', 'ab');
      await lab.send('i', 'go', 'unread');
      lab.notices.length = 0;
      expect(await lab.store.terminate('i', bytes('terminated'))).toBe('requested');
      expect(lab.notices).toEqual(expect.arrayContaining([{ kind: 'changed', instanceId: 'i' }, { kind: 'requests' }]));
      const record = await lab.find('i');
      expect(record).toMatchObject({ status: 'canceled', terminated: true, lanes: [], buffered: [] });
      expect(textOf(record.outcome)).toBe('terminated');
      expect(await lab.store.heartbeat(lab.worker, leaseMs)).toEqual({ held: true, lanes: [] });
      for (const lane of lanes) expect(await lab.commit(lane, end())).toEqual({ status: 'lost' });
    });
  });
}
