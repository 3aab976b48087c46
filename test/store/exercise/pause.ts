import { describe, expect, test } from 'vitest';
import { bytes, forkInto, keep, Lab, leaseMs, park, receive, textOf } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

export function exercisePause(makeStore: MakeStore): void {
  describe('pause', () => {
    test('lets nothing begin; resume lets it', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('a');
      expect(await lab.store.pause('a')).toBe('requested');
      expect(await lab.find('a')).toMatchObject({ status: 'paused', pauseRequestedAt: lab.clock.now() });
      expect(await lab.claim()).toEqual([]);
      lab.notices.length = 0;
      expect(await lab.store.resume('a')).toBe('requested');
      expect(lab.notices).toContainEqual({ kind: 'ready' });
      expect((await lab.find('a')).pauseRequestedAt).toBeUndefined();
      await lab.claimOne();
    });

    test('that is asked for again began when it was asked for first', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('a');
      await lab.store.pause('a');
      const first = lab.clock.now();
      lab.clock.pass(1_000);
      expect(await lab.store.pause('a')).toBe('requested');
      expect(await lab.find('a')).toMatchObject({ status: 'paused', pauseRequestedAt: first });
    });

    test('takes a running lane back at its next commit', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.store.pause('a');
      expect(await lab.find('a')).toMatchObject({ status: 'running' });
      expect(await lab.commit(main, keep('run/next'))).toEqual({ status: 'applied', request: 'none', kept: false });
      expect(await lab.find('a')).toMatchObject({ status: 'paused' });
      expect(await lab.claim()).toEqual([]);
      await lab.store.resume('a');
      expect(await lab.claimOne()).toMatchObject({ node: 'run/next', seq: 1 });
    });

    test('lets timers run on', async () => {
      const lab = await Lab.open(makeStore);
      const wakeAt = lab.clock.now() + 100;
      await lab.commit(await lab.begin('a'), park({ wakeAt }));
      await lab.store.pause('a');
      lab.clock.pass(50);
      await lab.store.resume('a');
      expect(await lab.claim()).toEqual([]);
      await lab.store.pause('a');
      lab.clock.pass(50);
      expect(await lab.claim()).toEqual([]);
      await lab.store.resume('a');
      expect(await lab.claimOne()).toMatchObject({ wakeAt });
    });

    test('keeps signals for the wait', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go'));
      await lab.store.pause('a');
      expect(await lab.send('a', 'go', 'now')).toBe('sent');
      expect(await lab.claim()).toEqual([]);
      await lab.store.resume('a');
      expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('now');
    });

    test('goes to the lanes of a fork that is opened under it', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.store.pause('a');
      await lab.commit(main, forkInto('abc', { concurrency: 2 }));
      expect(await lab.claim()).toEqual([]);
      await lab.store.resume('a');
      expect(await lab.claim()).toHaveLength(2);
    });

    test('ends by cancel', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go'));
      await lab.store.pause('a');
      await lab.store.cancel('a');
      expect(await lab.claimOne()).toMatchObject({ request: 'cancel' });
      expect((await lab.find('a')).pauseRequestedAt).toBeUndefined();
    });

    test('survives the loss of a worker', async () => {
      const lab = await Lab.open(makeStore);
      await lab.begin('a');
      await lab.store.pause('a');
      lab.clock.pass(leaseMs);
      expect(await lab.store.reclaim()).toBe(1);
      const other = await lab.store.join({ name: 'other', graphs: [], leaseMs });
      expect(await lab.claim(10, other)).toEqual([]);
      await lab.store.resume('a');
      expect(await lab.claimOne(other)).toMatchObject({ losses: 1 });
    });

    test('of a terminated instance is over', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('a');
      await lab.store.pause('a');
      await lab.store.terminate('a', bytes('x'));
      expect(await lab.find('a')).toMatchObject({ status: 'canceled' });
      expect(await lab.store.resume('a')).toBe('ended');
    });
  });
}
