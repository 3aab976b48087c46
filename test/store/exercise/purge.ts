/** Purging: what is deleted, what somebody still needs, and long histories. */
import { describe, expect, test } from 'vitest';
import type { PurgeSearch } from '../../../packages/engine/src/store/store.js';
import { awaitChild, startChild } from '../support/children.js';
import { bytes, end, finished, graphOf, keep, Lab, leaseMs, next, order } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

/** Ends an instance that has a step, a status and a signal. */
async function ended(lab: Lab, id: string, how: 'completed' | 'failed' | 'canceled' = 'completed'): Promise<number> {
  const main = await lab.begin(id);
  await lab.send(id, 'go', 'x', 'once');
  await lab.store.publish(main, 'stage', bytes('begun'));
  await lab.commit(main, end(how), { history: finished('run/work') });
  lab.clock.pass(10);
  return main.n;
}

const everything = (lab: Lab, more: Partial<PurgeSearch> = {}): PurgeSearch => ({
  endedBefore: lab.clock.now() + 1,
  after: 0,
  limit: 100,
  ...more,
});

async function purgeAll(lab: Lab): Promise<number> {
  const { instances } = await lab.store.purgeable(everything(lab));
  return instances.length === 0 ? 0 : (await lab.store.purge(instances)).deleted;
}

async function idsOf(lab: Lab): Promise<readonly string[]> {
  return (await lab.store.list({})).map(({ id }) => id).toSorted();
}

export function exercisePurge(makeStore: MakeStore): void {
  describe('purge', () => {
    test('deletes what has ended, with all that belongs to it, and its id is free', async () => {
      const lab = await Lab.open(makeStore);
      await ended(lab, 'done');
      await lab.begin('running');
      await lab.start('ready');
      expect(await purgeAll(lab)).toBe(1);
      expect(await lab.store.find('done')).toBeUndefined();
      expect(await lab.store.history('done')).toEqual([]);
      expect(await lab.store.send('done', { name: 'go', envelope: bytes('y') })).toBe('unknown');
      expect(await idsOf(lab)).toEqual(['ready', 'running']);
      expect(await lab.start('done')).toMatchObject({ status: 'started' });
      expect((await lab.find('done')).statuses).toEqual([]);
    });

    test('deletes instances whose id has gone to another, and not that', async () => {
      const lab = await Lab.open(makeStore);
      await lab.begin('one');
      await lab.start('one', { onConflict: 'terminateExisting', uid: 'another' });
      lab.clock.pass(10);
      expect(await purgeAll(lab)).toBe(1);
      expect(await lab.find('one')).toMatchObject({ status: 'ready' });
    });

    test('finds by when and how they ended, by workflow, and in parts', async () => {
      const lab = await Lab.open(makeStore);
      const first = await ended(lab, 'first');
      const between = lab.clock.now();
      lab.clock.pass(10);
      const second = await ended(lab, 'second', 'failed');
      const third = await ended(lab, 'third', 'canceled');
      const find = async (more: Partial<PurgeSearch>) => lab.store.purgeable(everything(lab, more));
      expect(await find({})).toEqual({ instances: [first, second, third] });
      expect(await find({ endedBefore: between })).toEqual({ instances: [first] });
      expect(await find({ status: ['failed', 'completed'] })).toEqual({ instances: [first, second] });
      expect(await find({ workflows: [graphOf('other').workflow] })).toEqual({ instances: [] });
      expect(await find({ workflows: [graphOf('other').workflow, graphOf('order').workflow] })).toEqual({
        instances: [first, second, third],
      });
      expect(await find({ limit: 2 })).toEqual({ instances: [first, second], next: second });
      expect(await find({ limit: 2, after: second })).toEqual({ instances: [third] });
    });

    test('leaves children whose parents live, parents of living children, and what somebody waits for', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('parent'), startChild('child', { onParentClose: 'abandon' }));
      await lab.commit(await lab.claimOne(), end());
      const parent = await lab.claimOne();
      lab.clock.pass(10);
      expect(await purgeAll(lab)).toBe(0);
      await lab.commit(parent, startChild('other child', { onParentClose: 'abandon', until: 'start' }));
      const lanes = await lab.claim();
      const laneOf = (id: string) => lanes.find(({ instanceId }) => instanceId === id) as (typeof lanes)[number];
      await lab.commit(laneOf('parent'), end());
      lab.clock.pass(10);
      expect(await purgeAll(lab)).toBe(1);
      expect(await idsOf(lab)).toEqual(['other child', 'parent']);
      await lab.commit(await lab.begin('waits'), awaitChild('other child'));
      await lab.commit(laneOf('other child'), end());
      lab.clock.pass(10);
      expect(await purgeAll(lab)).toBe(1);
      expect(await idsOf(lab)).toEqual(['other child', 'waits']);
      await lab.commit(await lab.claimOne(), end());
      lab.clock.pass(10);
      expect(await purgeAll(lab)).toBe(2);
    });

    test('deletes a long history piece by piece, the oldest first, and the instance with the last', async () => {
      const lab = await Lab.open(makeStore);
      let main = await lab.begin('long');
      for (const node of ['run/a', 'run/b', 'run/c']) {
        await lab.commit(main, keep(node), { history: finished(node) });
        main = { ...main, ...next(main) };
      }
      await lab.commit(main, end(), { history: finished('run/end') });
      const { n } = main;
      // So many share what a transaction deletes that each may lose one row only.
      const among = [n, ...Array.from({ length: 9_999 }, (_, index) => n + 1 + index)];
      const left = async () => (await lab.store.history('long')).map(({ node }) => node);
      expect(await lab.store.purge(among)).toEqual({ deleted: 0, longer: [n] });
      expect(await left()).toEqual(['run/b', 'run/c', 'run/end']);
      for (let times = 0; times < 2; times += 1) expect(await lab.store.purge(among)).toEqual({ deleted: 0, longer: [n] });
      expect(await left()).toEqual(['run/end']);
      expect(await lab.store.purge(among)).toEqual({ deleted: 1, longer: [] });
      expect(await lab.store.find('long')).toBeUndefined();
    });

    test('is left to the live worker that joined first of those that do it', async () => {
      const lab = await Lab.open(makeStore);
      const joining = (purges?: readonly string[]) =>
        lab.store.join({ name: 'other', graphs: [order], leaseMs, queues: ['default'], ...(purges && { purges }) });
      const idle = await joining();
      const first = await joining(['order', 'invoice']);
      const second = await joining(['order', 'letter']);
      const left = (owner: number) => lab.store.leftToPurge(owner, ['order', 'letter']);
      expect(await left(idle)).toEqual(['order', 'letter']);
      expect(await left(first)).toEqual(['order', 'letter']);
      expect(await left(second)).toEqual(['letter']);
      lab.clock.pass(leaseMs - 1);
      await lab.store.heartbeat(second, leaseMs);
      expect(await left(second)).toEqual(['letter']);
      lab.clock.pass(1);
      expect(await left(second)).toEqual(['order', 'letter']);
    });

    test('deletes nothing that lives or is not there, whatever it is asked', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('lives');
      expect(await lab.store.purge([main.n, main.n + 1])).toEqual({ deleted: 0, longer: [] });
      expect(await lab.commit(main, keep('run/on'))).toMatchObject({ status: 'applied' });
    });
  });
}
