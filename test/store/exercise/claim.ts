import { describe, expect, test } from 'vitest';
import type { ClaimedLane } from '../../../packages/engine/src/store/store.js';
import { bytes, fenceOf, forkInto, graphOf, keep, Lab, order, park } from '../support/lab.js';
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

    test('lets the last priority wait at most two minutes longer than the first, whatever keeps coming', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('last', { priority: 5 });
      const begun = lab.clock.now();
      for (let second = 0; second < 150; second++) {
        await lab.start(`first ${second}`, { priority: 1 });
        const [taken] = await lab.claim(1);
        if (taken?.instanceId === 'last') break;
        lab.clock.pass(1_000);
      }
      expect(lab.clock.now() - begun).toBe(2 * minute);
    });

    test('mixes what many queues and priorities have ready, by how long it has waited', async () => {
      const lab = await Lab.open(makeStore);
      const queues = Array.from({ length: 12 }, (_, index) => `queue ${index}`);
      for (let round = 0; round < 3; round++) {
        for (const queue of queues) {
          await lab.start(`${round} of ${queue}`, { queue, priority: 1 + (queues.indexOf(queue) % 2) });
          lab.clock.pass(1);
        }
      }
      const claim = (limit: number) => lab.store.claim({ owner: lab.worker, graphs: ['order-hash'], queues, limit });
      const taken = [...(await claim(7)), ...(await claim(100))].map(({ instanceId }) => instanceId);
      const first = [0, 1, 2].flatMap((round) => queues.filter((_, index) => index % 2 === 0).map((queue) => `${round} of ${queue}`));
      const second = [0, 1, 2].flatMap((round) => queues.filter((_, index) => index % 2 === 1).map((queue) => `${round} of ${queue}`));
      expect(taken).toEqual([...first, ...second]);
    });

    test('lets a backlog of one queue, one priority or one instance keep nobody else waiting for all of it', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('crowd');
      await lab.commit(main, forkInto('x'.repeat(400)));
      for (let index = 0; index < 400; index++) await lab.start(`backlog ${index}`, { queue: 'busy', priority: 1 });
      lab.clock.pass(1);
      await lab.start('newcomer', { priority: 1 });
      const other = await lab.store.join({ name: 'other', graphs: [order], leaseMs: minute });
      const ask = { graphs: ['order-hash'], limit: 50 };
      // Whoever serves the quiet queue alone does not even see the other one; who serves both takes the older ones first.
      await lab.store.claim({ ...ask, owner: lab.worker, queues: ['default', 'busy'] });
      const quiet = await lab.store.claim({ ...ask, owner: other, queues: ['default'] });
      expect(quiet[0]?.instanceId).toBe('newcomer');
    });

    test('gives lanes to workers that have all their tags', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('any');
      await lab.start('gpu', { tags: ['gpu'] });
      await lab.start('both', { tags: ['eu', 'gpu'] });
      const claim = async (tags?: string[]) => {
        const taken = await lab.store.claim({
          owner: lab.worker,
          graphs: ['order-hash'],
          queues: ['default'],
          limit: 10,
          ...(tags && { tags }),
        });
        for (const lane of taken) await lab.store.release(fenceOf(lane));
        return taken.map(({ instanceId }) => instanceId).toSorted();
      };
      expect(await claim()).toEqual(['any']);
      expect(await claim(['eu'])).toEqual(['any']);
      expect(await claim(['gpu'])).toEqual(['any', 'gpu']);
      expect(await claim(['gpu', 'eu', 'big'])).toEqual(['any', 'both', 'gpu']);
      const asked = { graphs: ['order-hash'], queues: ['default'] };
      await lab.store.terminate('any', bytes('over'));
      expect(await lab.store.nextDue(asked)).toBeUndefined();
      expect(await lab.store.nextDue({ ...asked, tags: ['gpu'] })).toBe(lab.clock.now());
    });

    test('follows the tags that a step or a release gives a lane, and its lanes begin with them', async () => {
      const lab = await Lab.open(makeStore);
      const asked = { owner: lab.worker, graphs: ['order-hash'], queues: ['default'], limit: 10 };
      const main = await lab.begin('a');
      expect(main).toMatchObject({ tags: [], instanceTags: [] });
      await lab.commit(main, { kind: 'pass', node: 'run/render', envelope: bytes('render') }, { tags: ['gpu'] });
      expect(await lab.store.claim(asked)).toEqual([]);
      const [held] = await lab.store.claim({ ...asked, tags: ['gpu'] });
      expect(held).toMatchObject({ node: 'run/render', seq: 1, tags: ['gpu'], instanceTags: [] });
      expect((await lab.lane('a', '')).tags).toEqual(['gpu']);
      await lab.store.release({ ...fenceOf(held ?? main), seq: 7 }, ['late']);
      await lab.store.release(fenceOf(held ?? main), ['eu', 'gpu']);
      expect(await lab.store.claim({ ...asked, tags: ['gpu'] })).toEqual([]);
      const [moved] = await lab.store.claim({ ...asked, tags: ['eu', 'gpu'] });
      expect(moved).toMatchObject({ seq: 1, attempt: 0, tags: ['eu', 'gpu'] });
      await lab.commit(moved ?? main, forkInto('ab'), { tags: [] });
      expect((await lab.claim()).map(({ lane, tags }) => [lane, tags])).toEqual([
        ['/2.0', []],
        ['/2.1', []],
      ]);
    });

    test('does not follow the tags of a release by whoever has lost the lane', async () => {
      const lab = await Lab.open(makeStore);
      const lost = await lab.begin('a');
      await lab.store.release(lost);
      const main = await lab.claimOne();
      await lab.store.release(lost, ['gpu']);
      expect((await lab.lane('a', '')).tags).toBeUndefined();
      expect(await lab.commit(main, keep('run/next'))).toEqual({ status: 'applied', request: 'none', kept: true });
    });

    test('keeps a lane that goes on with other tags, and takes it back with them', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      expect(await lab.commit(main, keep('run/render'), { tags: ['gpu'] })).toEqual({ status: 'applied', request: 'none', kept: true });
      expect(await lab.commit(main, keep('run/render'), { tags: ['gpu'] })).toMatchObject({ status: 'applied' });
      lab.clock.pass(minute);
      expect(await lab.store.reclaim()).toBe(1);
      const other = await lab.store.join({ name: 'other', graphs: [order], leaseMs: minute, queues: ['default'] });
      expect(await lab.claim(10, other)).toEqual([]);
      expect(await lab.lane('a', '')).toMatchObject({ status: 'ready', tags: ['gpu'], lacks: 'tags' });
      expect(await lab.store.unserved(['order'])).toMatchObject([{ workflow: 'order', queue: 'default', tags: ['gpu'], lacks: 'tags' }]);
      const gpu = await lab.store.join({ name: 'gpu', graphs: [order], leaseMs: minute, queues: ['default'], tags: ['gpu'] });
      expect(await lab.store.unserved(['order'])).toEqual([]);
      expect(await lab.lane('a', '')).not.toHaveProperty('lacks');
      await lab.store.leave(gpu);
      expect(await lab.store.unserved(['order'])).toHaveLength(1);
      expect(await lab.store.unserved(['other'])).toEqual([]);
    });

    test('goes by time over a thousand queues of one worker', async () => {
      const lab = await Lab.open(makeStore);
      const queues = Array.from({ length: 1_000 }, (_, index) => `queue ${index}`);
      const dueIn = (index: number): number => (index * 7_919) % 1_000;
      const start = lab.clock.now();
      await Promise.all(queues.map((queue, index) => lab.start(queue, { queue, startAt: start + dueIn(index) })));
      lab.clock.pass(1_000);
      const expected = queues.toSorted((one, other) => dueIn(queues.indexOf(one)) - dueIn(queues.indexOf(other)));
      const ask = { owner: lab.worker, graphs: ['order-hash'], queues, limit: 250 };
      const taken = [await lab.store.claim(ask), await lab.store.claim(ask), await lab.store.claim({ ...ask, limit: 1_000 })];
      expect(taken.flat().map(({ instanceId }) => instanceId)).toEqual(expected);
      expect(await lab.store.nextDue(ask)).toBeUndefined();
    });

    test('is not kept from what a worker knows by ten thousand lanes that it does not know', async () => {
      const lab = await Lab.open(makeStore);
      const foreign = Array.from({ length: 1_000 }, (_, index) => graphOf('order', `build ${index}`));
      const starts = Array.from({ length: 10_000 }, (_, index) =>
        lab.start(`foreign ${index}`, { graph: foreign[index % 1_000] ?? order, priority: 1 }),
      );
      await Promise.all(starts);
      lab.clock.pass(1);
      await lab.start('known', { priority: 5 });
      expect((await lab.claim(100)).map(({ instanceId }) => instanceId)).toEqual(['known']);
      expect(await lab.claim(100)).toEqual([]);
      expect(await lab.store.nextDue({ graphs: ['order-hash'], queues: ['default'] })).toBeUndefined();
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

    test('takes what the transaction makes ready that was told of', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      const claims: Promise<readonly ClaimedLane[]>[] = [];
      const stop = lab.store.notices.subscribe(({ kind }) => void (kind === 'soon' && claims.push(lab.claim())));
      const told = new Promise<string>((resolve) => {
        lab.store.notices.subscribe(({ kind }, origin) => void (kind === 'ready' && resolve(origin)));
      });
      await lab.commit(main, forkInto('ab'));
      stop();
      const [lanes = []] = await Promise.all(claims);
      expect(lanes.map(({ lane, since }) => [lane, since])).toEqual([
        ['/1.0', lab.clock.now()],
        ['/1.1', lab.clock.now()],
      ]);
      expect(await told).toBe('here');
      expect(await lab.claim()).toEqual([]);
    });
  });
}
