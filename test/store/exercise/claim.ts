import { describe, expect, test } from 'vitest';
import { fenceOf, graphOf, keep, Lab, order, park } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

const minute = 60_000;

export function exerciseClaim(makeStore: MakeStore): void {
  describe('claim', () => {
    test('takes a lane once and raises its epoch', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('a');
      const other = await lab.store.join({ name: 'other', graphs: [order], leaseMs: minute });
      const [mine, theirs] = await Promise.all([lab.claim(10), lab.claim(10, other)]);
      expect([...mine, ...theirs]).toHaveLength(1);
      expect(mine[0]).toMatchObject({ owner: lab.worker, epoch: 1 });
      expect(await lab.claim()).toEqual([]);
    });

    test('serves only the queues and graphs asked for', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('slow', { queue: 'slow' });
      await lab.start('other', { graph: graphOf('other') });
      await lab.start('mine');
      const ask = (graphs: string[], queues: string[]) => lab.store.claim({ owner: lab.worker, graphs, queues, limit: 10 });
      expect(await ask([], ['default'])).toEqual([]);
      expect(await ask(['order-hash'], [])).toEqual([]);
      expect((await ask(['order-hash'], ['default'])).map(({ instanceId }) => instanceId)).toEqual(['mine']);
      expect((await ask(['order-hash', 'other-hash'], ['slow', 'default'])).map(({ instanceId }) => instanceId).toSorted()).toEqual([
        'other',
        'slow',
      ]);
    });

    test('respects the limit and goes by time', async () => {
      const lab = await Lab.open(makeStore);
      for (const id of ['a', 'b', 'c']) {
        await lab.start(id);
        lab.clock.pass(1);
      }
      expect((await lab.claim(2)).map(({ instanceId }) => instanceId)).toEqual(['a', 'b']);
      expect((await lab.claim(2)).map(({ instanceId }) => instanceId)).toEqual(['c']);
    });

    test('goes by priority, but lets nobody wait for ever', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('last', { priority: 5 });
      lab.clock.pass(1_000);
      await lab.start('first', { priority: 1 });
      await lab.start('second', { priority: 2 });
      expect((await lab.claim(3)).map(({ instanceId }) => instanceId)).toEqual(['first', 'second', 'last']);
      await lab.start('patient', { priority: 5 });
      lab.clock.pass(10 * minute);
      await lab.start('newcomer', { priority: 1 });
      expect((await lab.claim(1)).map(({ instanceId }) => instanceId)).toEqual(['patient']);
    });

    test('gives nothing to a worker whose lease is gone', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('a');
      await lab.store.leave(lab.worker);
      expect(await lab.claim()).toEqual([]);
      expect(await lab.claim(10, 12_345)).toEqual([]);
    });

    test('tells when the next lane is due', async () => {
      const lab = await Lab.open(makeStore);
      const asked = { graphs: ['order-hash'], queues: ['default'] };
      expect(await lab.store.nextDue(asked)).toBeUndefined();
      const main = await lab.begin('a');
      expect(await lab.store.nextDue(asked)).toBeUndefined();
      const wakeAt = lab.clock.now() + 77;
      await lab.commit(main, park({ wakeAt }));
      expect(await lab.store.nextDue(asked)).toBe(wakeAt);
      expect(await lab.store.nextDue({ ...asked, queues: ['other'] })).toBeUndefined();
      await lab.store.pause('a');
      expect(await lab.store.nextDue(asked)).toBeUndefined();
    });

    test('gives released lanes out again as they were', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.commit(main, keep('run/task'));
      await lab.store.release({ ...fenceOf(main), seq: 0 });
      expect(await lab.claim(), 'a late release changes nothing').toEqual([]);
      await lab.store.release({ ...fenceOf(main), seq: 1 });
      expect(await lab.claimOne()).toMatchObject({ node: 'run/task', seq: 1, epoch: 2, losses: 0, attempt: 0 });
    });
  });
}
