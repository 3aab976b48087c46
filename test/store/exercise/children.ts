import { describe, expect, test } from 'vitest';
import type { ChildStart, ClaimedLane } from '../../../packages/engine/src/store/store.js';
import { awaitChild, startChild } from '../support/children.js';
import { bytes, end, forkInto, keep, Lab, next, order, park, receive, textOf } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

/** A parent that waits for one child; gives the child's main line. */
async function family(lab: Lab, more: Partial<ChildStart> = {}): Promise<ClaimedLane> {
  expect(await lab.commit(await lab.begin('parent'), startChild('child', more))).toMatchObject({ status: 'applied', kept: false });
  return lab.claimOne();
}

export function exerciseChildren(makeStore: MakeStore): void {
  describe('children', () => {
    test('are started with the step, and wake their parent with their end', async () => {
      const lab = await Lab.open(makeStore);
      const child = await family(lab);
      expect(child).toMatchObject({ instanceId: 'child', isChild: true, lane: '' });
      expect(await lab.find('child')).toMatchObject({ parent: { id: 'parent', lane: '', seq: 0, onParentClose: 'cancel' } });
      expect(await lab.find('parent')).toMatchObject({ status: 'parked', children: { live: 1, completed: 0, failed: 0, canceled: 0 } });
      expect(await lab.lane('parent', '')).toMatchObject({ child: 'child' });
      lab.notices.length = 0;
      await lab.commit(child, end('completed', 'done'));
      expect(lab.notices).toContainEqual({ kind: 'ready' });
      const parent = await lab.claimOne();
      expect(parent).toMatchObject({ instanceId: 'parent', isChild: false, node: 'run/work' });
      expect(parent.child).toMatchObject({ end: 'completed', terminated: false, cancelRequested: false });
      expect(textOf(parent.child?.outcome)).toBe('done');
      expect((await lab.find('parent')).children).toEqual({ live: 0, completed: 1, failed: 0, canceled: 0 });
      expect(await lab.commit(parent, keep('run/on'))).toEqual({ status: 'applied', request: 'none', kept: true });
      expect(await lab.commit(next(parent), keep('run/further'))).toMatchObject({ kept: true });
      expect(await lab.lane('parent', '')).not.toHaveProperty('child');
    });

    test('are started once, however often their step is sent', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('parent');
      const results = [await lab.commit(main, startChild('child')), await lab.commit(main, startChild('child'))];
      expect(results.map(({ status }) => status)).toEqual(['applied', 'applied']);
      expect(await lab.store.list({})).toHaveLength(2);
    });

    test('leave a parent that waits for their start only', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('parent'), startChild('child', { until: 'start', startAt: lab.clock.now() + 1_000 }));
      const parent = await lab.claimOne();
      expect(parent.child).toEqual({ graph: order.hash, terminated: false, cancelRequested: false });
      await lab.commit(parent, awaitChild('child'));
      expect(await lab.claim()).toEqual([]);
      lab.clock.pass(1_000);
      await lab.commit(await lab.claimOne(), end());
      expect((await lab.claimOne()).child).toMatchObject({ end: 'completed' });
    });

    test('whose id is taken are not started, and the parent is told', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('taken'), receive('go'));
      for (const until of ['end', 'start'] as const) {
        await lab.commit(await lab.begin(`parent until ${until}`), startChild('taken', { until }));
        expect(await lab.claimOne()).not.toHaveProperty('child');
        await lab.store.terminate(`parent until ${until}`, bytes('over'));
      }
      expect(await lab.find('taken')).toMatchObject({ status: 'parked' });
    });

    test('are found by their reference alone: late, twice, by others, under an id that went to another', async () => {
      const lab = await Lab.open(makeStore);
      const child = await family(lab);
      const [one, other] = [await lab.begin('one'), await lab.begin('other')];
      await lab.commit(one, awaitChild('child'));
      await lab.commit(other, awaitChild('child'));
      await lab.commit(child, end('failed', 'no'));
      const woken = await lab.claim();
      expect(woken.map(({ instanceId }) => instanceId).toSorted()).toEqual(['one', 'other', 'parent']);
      for (const lane of woken) expect(textOf(lane.child?.outcome)).toBe('no');
      await lab.start('child', { onConflict: 'terminateExisting', uid: 'another' });
      await lab.commit(await lab.claimOne(), receive('go'));
      await lab.commit(await lab.begin('late'), awaitChild('child'));
      expect((await lab.claimOne()).child).toMatchObject({ end: 'failed' });
      for (const [id, uid] of [
        ['child', 'nobody'],
        ['nobody', 'uid of child child'],
        ['one', 'uid 1 of one'],
      ] as const) {
        await lab.commit(await lab.begin(`waits for ${id} ${uid}`), awaitChild(id, uid));
        expect(await lab.claimOne()).not.toHaveProperty('child');
      }
    });

    test('that are terminated or replaced wake their parent', async () => {
      const lab = await Lab.open(makeStore);
      await family(lab);
      await lab.store.terminate('child', bytes('over'));
      expect((await lab.claimOne()).child).toMatchObject({ end: 'canceled', terminated: true });
      await lab.store.terminate('parent', bytes('over'));
      await lab.commit(await lab.begin('parent 2'), startChild('child 2'));
      await lab.claimOne();
      await lab.start('child 2', { onConflict: 'terminateExisting', uid: 'another' });
      const woken = await lab.claim();
      expect(woken.map(({ instanceId }) => instanceId).toSorted()).toEqual(['child 2', 'parent 2']);
      expect(woken.find(({ instanceId }) => instanceId === 'parent 2')?.child).toMatchObject({ end: 'canceled', terminated: true });
    });

    test.each([
      ['cancel', 'running', true],
      ['terminate', 'canceled', false],
      ['abandon', 'running', false],
    ] as const)('are closed with their parent, however it ends: %s', async (onParentClose, status, isAsked) => {
      const lab = await Lab.open(makeStore);
      const ends: readonly ((parent: ClaimedLane) => Promise<unknown>)[] = [
        (parent) => lab.commit(parent, end()),
        (parent) => lab.commit(parent, end('failed')),
        (parent) => lab.commit(parent, { kind: 'fail', envelope: bytes('bad') }),
        (parent) => lab.store.terminate(parent.instanceId, bytes('over')),
        (parent) => lab.start(parent.instanceId, { onConflict: 'terminateExisting', uid: 'another' }),
      ];
      for (const [index, endParent] of ends.entries()) {
        await lab.commit(await lab.begin(`parent ${index}`), startChild(`child ${index}`, { until: 'start', onParentClose }));
        const claimed = await lab.claim();
        await endParent(claimed.find(({ instanceId }) => instanceId === `parent ${index}`) as ClaimedLane);
        const child = await lab.find(`child ${index}`);
        expect(child).toMatchObject({ status, terminated: onParentClose === 'terminate' });
        expect(child.cancelRequestedAt !== undefined).toBe(isAsked);
        await lab.store.terminate(`parent ${index}`, bytes('over'));
        await lab.store.terminate(`child ${index}`, bytes('over'));
      }
      const outcomes = await lab.store.outcomes(['child 0']);
      expect(outcomes).toMatchObject([{ id: 'child 0', end: 'canceled' }]);
      expect('outcome' in (outcomes[0] ?? {})).toBe(onParentClose !== 'terminate');
    });

    test('are closed down to the last generation', async () => {
      const lab = await Lab.open(makeStore);
      let main = await lab.begin('generation 0');
      for (let depth = 1; depth <= 4; depth += 1) {
        await lab.commit(main, startChild(`generation ${depth}`, { onParentClose: depth === 3 ? 'cancel' : 'terminate' }));
        main = await lab.claimOne();
      }
      await lab.commit(main, receive('go'));
      await lab.store.terminate('generation 0', bytes('over'));
      const states = await Promise.all([0, 1, 2, 3, 4].map(async (depth) => (await lab.find(`generation ${depth}`)).status));
      expect(states).toEqual(['canceled', 'canceled', 'canceled', 'ready', 'canceled']);
      expect(await lab.find('generation 3')).toHaveProperty('cancelRequestedAt');
      expect(await lab.claimOne()).toMatchObject({
        instanceId: 'generation 3',
        request: 'cancel',
        child: { end: 'canceled', terminated: true },
      });
    });

    test('are asked to cancel with the lane that waits, which waits for their end', async () => {
      const lab = await Lab.open(makeStore);
      const child = await family(lab);
      await lab.commit(child, receive('go'));
      await lab.store.cancel('parent');
      const canceled = await lab.claimOne();
      expect(canceled).toMatchObject({ instanceId: 'child', request: 'cancel' });
      await lab.commit(canceled, park({ wakeAt: lab.clock.now() + 10 }), { cancelDelivered: true });
      expect(await lab.claim()).toEqual([]);
      lab.clock.pass(10);
      await lab.commit(await lab.claimOne(), end('canceled'));
      expect(await lab.claimOne()).toMatchObject({
        instanceId: 'parent',
        request: 'cancel',
        child: { end: 'canceled', cancelRequested: true },
      });
    });

    test.each([
      ['abandon', 'parked'],
      ['terminate', 'canceled'],
    ] as const)('are not waited for when the lane that waits is canceled: %s', async (onParentClose, status) => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await family(lab, { onParentClose }), receive('go'));
      await lab.store.cancel('parent');
      expect(await lab.claimOne()).toMatchObject({ instanceId: 'parent', request: 'cancel' });
      expect(await lab.find('child')).toMatchObject({ status });
    });

    test('are not started by a lane that was asked to cancel and has not been told', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('parent');
      await lab.store.cancel('parent');
      await lab.commit(main, startChild('child'));
      const woken = await lab.claimOne();
      expect(woken).toMatchObject({ instanceId: 'parent', request: 'cancel' });
      expect(await lab.store.find('child')).toBeUndefined();
      await lab.commit(woken, startChild('cleanup'), { cancelDelivered: true });
      expect(await lab.claimOne()).toMatchObject({ instanceId: 'cleanup', request: 'none' });
    });

    test('of a lane that lost are canceled, those of the others are not', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('stranger'), startChild('of stranger'));
      await lab.commit(await lab.claimOne(), receive('go'));
      const [a, b, c] = await lab.fork('parent', 'abc');
      await lab.commit(a as ClaimedLane, startChild('of a'));
      await lab.commit(b as ClaimedLane, startChild('of b', { onParentClose: 'terminate' }));
      await lab.commit(c as ClaimedLane, end('failed'));
      expect(await lab.find('of a')).toHaveProperty('cancelRequestedAt');
      expect(await lab.find('of b')).toMatchObject({ status: 'canceled', terminated: true });
      expect(await lab.find('of stranger')).not.toHaveProperty('cancelRequestedAt');
    });

    test('are found by their parent', async () => {
      const lab = await Lab.open(makeStore);
      await lab.fork('parent', 'ab');
      await lab.store.terminate('parent', bytes('over'));
      const lanes = await lab.fork('other', 'ab');
      for (const lane of lanes) await lab.commit(lane, startChild(`of ${lane.lane}`));
      expect((await lab.store.list({ parent: 'other' })).map(({ id }) => id)).toEqual(lanes.map(({ lane }) => `of ${lane}`).toReversed());
      expect(await lab.store.list({ parent: 'parent' })).toEqual([]);
      expect(await lab.store.list({ parent: 'nobody' })).toEqual([]);
    });

    test('keep the link when their parent is paused, set aside or lost by its worker', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await family(lab), end('completed', 'done'));
      await lab.store.pause('parent');
      expect(await lab.claim()).toEqual([]);
      await lab.store.resume('parent');
      await lab.commit(await lab.claimOne(), { kind: 'setAside' });
      await lab.store.resume('parent');
      const before = await lab.claimOne();
      expect(textOf(before.child?.outcome)).toBe('done');
      await lab.store.leave(lab.worker);
      const other = await lab.store.join({ name: 'other', graphs: [order], leaseMs: 10_000 });
      expect(textOf((await lab.claimOne(other)).child?.outcome)).toBe('done');
    });

    test('by the thousand end at once and are closed at once', async () => {
      const lab = await Lab.open(makeStore);
      const keys = 'x'.repeat(1_000);
      const lanes = await lab.fork('parent', keys, { decidedBy: {} });
      await Promise.all(lanes.map((lane, index) => lab.commit(lane, startChild(`child ${index}`))));
      const children = await lab.claim(2_000);
      expect(children).toHaveLength(1_000);
      await Promise.all(children.slice(0, 500).map((child) => lab.commit(child, end())));
      const woken = await lab.claim(2_000);
      expect(new Set(woken.map(({ lane }) => lane)).size).toBe(500);
      await Promise.all(woken.map((lane) => lab.commit(lane, end())));
      expect((await lab.find('parent')).children).toEqual({ live: 500, completed: 500, failed: 0, canceled: 0 });
      await Promise.all(children.slice(500).map((child) => lab.commit(child, receive('go'))));
      await lab.store.cancel('parent');
      const canceled = await lab.claim(2_000);
      expect(canceled).toHaveLength(500);
      await Promise.all(canceled.map((child) => lab.commit(child, end('canceled'), { cancelDelivered: true })));
      expect((await lab.find('parent')).children).toEqual({ live: 0, completed: 500, failed: 0, canceled: 500 });
    });

    test('do not go with lanes of a fork that they have nothing to do with', async () => {
      const lab = await Lab.open(makeStore);
      const child = await family(lab);
      await lab.commit(child, forkInto('ab'));
      const [first] = await lab.claim();
      await lab.commit(first as ClaimedLane, end('failed'));
      expect(await lab.find('parent')).toMatchObject({ status: 'parked' });
    });
  });
}
