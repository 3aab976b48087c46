/** Forks whose lanes their worker has in hand, as it opens them, ends them and goes on behind their join. */
import { describe, expect, test } from 'vitest';
import type { ClaimedLane, CommitResult, Fence, Then } from '../../../packages/engine/src/store/store.js';
import { broughtBy, heldLane, heldLanes, joining } from '../support/held-lanes.js';
import { end, fenceOf, finished, forkInto, keep, Lab, next } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

class Fork {
  private constructor(
    readonly lab: Lab,
    readonly main: ClaimedLane,
    readonly lanes: readonly Fence[],
  ) {}

  static async open(makeStore: MakeStore, keys = 'abc'): Promise<Fork> {
    const lab = await Lab.open(makeStore);
    const main = await lab.begin('i');
    const lanes = heldLanes(keys);
    const result = await lab.commit(main, forkInto('', { lanes }), { at: lab.clock.now(), history: finished('run/before') });
    expect(broughtBy(result)).toEqual({ opened: true });
    return new Fork(
      lab,
      main,
      lanes.map(({ position }) => heldLane(main, position)),
    );
  }

  end(index: number, then: Then = joining()): Promise<CommitResult> {
    const fence = this.lanes[index] ?? expect.fail('there is no such lane');
    return this.lab.commit(fence, then, { at: this.lab.clock.now(), history: finished('run/work') });
  }

  async endAll(how: 'one by one' | 'together'): Promise<readonly CommitResult[]> {
    const ends = this.lanes.map((_, index) => () => this.end(index));
    if (how === 'together') return Promise.all(ends.map((each) => each()));
    const results: CommitResult[] = [];
    for (const each of ends) results.push(await each());
    return results;
  }

  /** The lane that waits, once it was brought. */
  get joined(): Fence {
    return { ...next(this.main), epoch: this.main.epoch + 1 };
  }
}

export function exerciseHeldForks(makeStore: MakeStore): void {
  describe('forks whose lanes are held by the worker that opens them', () => {
    test('need no claim, and have made their first step', async () => {
      const { lab, main, lanes } = await Fork.open(makeStore, 'ab');
      expect(await lab.claim()).toEqual([]);
      expect(await lab.lane('i', '')).toMatchObject({ status: 'parked', node: 'run/fork' });
      expect(await lab.lane('i', '/1.1')).toMatchObject({ status: 'running', owner: lab.worker, node: 'run/work', seq: 1, key: 'b' });
      expect((await lab.store.history('i')).map(({ lane, seq, node }) => [lane, seq, node])).toEqual([
        ['', 0, 'run/before'],
        ['/1.0', 0, ''],
        ['/1.1', 0, ''],
      ]);
      expect(await lab.commit(lanes[0] ?? main, keep('run/next'))).toMatchObject({ status: 'applied', kept: true });
    });

    test('go the way of the lane that opened them', async () => {
      const { lab, lanes } = await Fork.open(makeStore, 'a');
      await lab.store.release(lanes[0] ?? expect.fail());
      expect(await lab.claimOne()).toMatchObject({ lane: '/1.0', node: 'run/work', seq: 1, epoch: 2 });
    });

    test.each(['one by one', 'together'] as const)('bring the lane that waits with the last end, when they end %s', async (how) => {
      const fork = await Fork.open(makeStore);
      const { lab, main } = fork;
      const brought = (await fork.endAll(how)).map(broughtBy);
      expect(brought.filter((each) => each !== undefined)).toEqual([{ joined: { epoch: main.epoch + 1, request: 'none' } }]);
      expect(await lab.claim()).toEqual([]);
      expect(await lab.lane('i', '')).toMatchObject({ status: 'running', owner: lab.worker });
      const result = await lab.commit(fork.joined, keep('run/after'), { at: lab.clock.now(), joined: true, history: finished('run/fork') });
      expect(result).toEqual({ status: 'applied', request: 'none', kept: true });
      expect((await lab.find('i')).lanes.map(({ lane, node }) => [lane, node])).toEqual([['', 'run/after']]);
      expect(await lab.store.history('i')).toHaveLength(8);
    });

    test('fork again right behind the join', async () => {
      const fork = await Fork.open(makeStore);
      const { lab } = fork;
      await fork.endAll('together');
      const again = await lab.commit(fork.joined, forkInto('', { lanes: heldLanes('xy') }), { at: lab.clock.now(), joined: true });
      expect(broughtBy(again)).toEqual({ opened: true });
      expect((await lab.find('i')).lanes.map(({ lane }) => lane)).toEqual(['', '/2.0', '/2.1']);
    });

    test('of several instances at once are opened, joined and left as each alone', async () => {
      const lab = await Lab.open(makeStore);
      const ids = ['i', 'j', 'k'];
      const mains: ClaimedLane[] = [];
      for (const id of ids) mains.push(await lab.begin(id));
      const [at, atFork, atWork] = [lab.clock.now(), finished('run/fork'), finished('run/work')];
      const behind = (times: number): readonly Fence[] =>
        mains.map((main) => ({ ...main, seq: main.seq + times, epoch: main.epoch + times }));
      const open = (lanes: readonly Fence[], keys: string, joined?: true) =>
        Promise.all(lanes.map((lane) => lab.commit(lane, forkInto('', { lanes: heldLanes(keys) }), { at, joined, history: atFork })));
      const endLanes = (lanes: readonly Fence[], count: number) =>
        Promise.all(
          Array.from({ length: count }, (_, position) =>
            lanes.map((lane) => lab.commit(heldLane(lane, position), joining(), { at, history: atWork })),
          ).flat(),
        );
      expect((await open(mains, 'xy')).map(broughtBy)).toEqual(ids.map(() => ({ opened: true })));
      await endLanes(mains, 2);
      expect((await open(behind(1), 'z', true)).map(broughtBy)).toEqual(ids.map(() => ({ opened: true })));
      await endLanes(behind(1), 1);
      await Promise.all(behind(2).map((lane) => lab.commit(lane, keep('run/after'), { at, joined: true, history: atFork })));
      for (const id of ids) {
        expect((await lab.find(id)).lanes.map(({ lane, node }) => [lane, node])).toEqual([['', 'run/after']]);
        const nodes = (await lab.store.history(id)).map(({ node }) => node);
        expect(nodes).toEqual(['run/fork', '', '', 'run/work', 'run/work', 'run/fork', '', 'run/work', 'run/fork']);
      }
    });

    test('are read by a claim if the worker gives the lane back that waited', async () => {
      const fork = await Fork.open(makeStore, 'ab');
      const { lab } = fork;
      await fork.endAll('together');
      await lab.store.release(fork.joined);
      const main = await lab.claimOne();
      expect(main.ended?.map(({ position, end: how }) => [position, how])).toEqual([
        [0, 'completed'],
        [1, 'completed'],
      ]);
    });

    test('that are opened again since the answer was lost are there once, and nobody knows who holds them', async () => {
      const { lab, main } = await Fork.open(makeStore, 'ab');
      const again = await lab.commit(main, forkInto('', { lanes: heldLanes('ab') }), {
        at: lab.clock.now(),
        history: finished('run/before'),
      });
      expect(broughtBy(again)).toEqual({ isRepeated: true });
      expect((await lab.find('i')).lanes).toHaveLength(3);
      expect(await lab.store.history('i')).toHaveLength(3);
    });

    test('that end again since the answer was lost are counted once', async () => {
      const fork = await Fork.open(makeStore, 'ab');
      const { lab } = fork;
      await fork.end(0);
      expect(broughtBy(await fork.end(0))).toEqual({ isRepeated: true });
      expect(await lab.lane('i', '')).toMatchObject({ status: 'parked' });
      expect(broughtBy(await fork.end(1))).toMatchObject({ joined: { request: 'none' } });
      expect(broughtBy(await fork.end(1))).toEqual({ isRepeated: true });
      expect(await lab.store.history('i')).toHaveLength(5);
    });

    test('twice in one transaction count once as well', async () => {
      const fork = await Fork.open(makeStore, 'ab');
      await Promise.all([fork.end(0), fork.end(0)]);
      expect(await fork.lab.lane('i', '')).toMatchObject({ status: 'parked' });
      expect(broughtBy(await fork.end(1))).toMatchObject({ joined: { epoch: 2 } });
    });

    test.each([
      ['owner', { owner: 999 }],
      ['epoch', { epoch: 2 }],
      ['seq', { seq: 5 }],
    ])('change nothing with a wrong %s', async (_what, wrong) => {
      const { lab, lanes } = await Fork.open(makeStore, 'ab');
      const before = await lab.find('i');
      const [lane = expect.fail()] = lanes;
      expect(await lab.commit({ ...lane, ...wrong }, joining(), { at: 1, history: finished('run/work') })).toEqual({ status: 'lost' });
      expect(await lab.find('i')).toEqual(before);
    });

    test('are not opened by a worker that has given up its lease', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('i');
      await lab.store.leave(lab.worker);
      expect(await lab.commit(main, forkInto('', { lanes: heldLanes('ab') }), { at: 1 })).toEqual({ status: 'lost' });
      expect((await lab.find('i')).lanes).toHaveLength(1);
    });

    test('are given back with all others of their worker', async () => {
      const { lab } = await Fork.open(makeStore, 'ab');
      lab.clock.pass(20_000);
      expect(await lab.store.reclaim()).toBe(2);
      const other = await lab.store.join({ name: 'other', graphs: [], leaseMs: 10_000 });
      expect((await lab.claim(10, other)).map(({ lane, losses }) => [lane, losses])).toEqual([
        ['/1.0', 1],
        ['/1.1', 1],
      ]);
    });

    test('leave a paused lane that waits to whoever claims it after the pause', async () => {
      const fork = await Fork.open(makeStore, 'ab');
      const { lab } = fork;
      await fork.end(0);
      await lab.store.pause('i');
      expect(broughtBy(await fork.end(1))).toBeUndefined();
      expect(await lab.claim()).toEqual([]);
      await lab.store.resume('i');
      expect((await lab.claimOne()).ended).toHaveLength(2);
    });

    test('that were canceled bring the lane that waits with its request', async () => {
      const fork = await Fork.open(makeStore, 'ab');
      const { lab } = fork;
      await lab.store.cancel('i');
      expect(await fork.end(0)).toMatchObject({ status: 'applied', request: 'cancel' });
      expect(broughtBy(await fork.end(1))).toEqual({ joined: { epoch: 2, request: 'cancel' } });
    });

    test('of a canceled instance are told at once, and ready instead of held', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('i');
      await lab.store.cancel('i');
      const result = await lab.commit(main, forkInto('', { lanes: heldLanes('ab') }), { at: lab.clock.now() });
      expect(broughtBy(result)).toBeUndefined();
      expect((await lab.claim()).map(({ lane, request }) => [lane, request])).toEqual([
        ['/1.0', 'cancel'],
        ['/1.1', 'cancel'],
      ]);
    });

    test('end beside one that fails, which cancels the others', async () => {
      const fork = await Fork.open(makeStore);
      const results = await Promise.all([fork.end(0), fork.end(1, end('failed')), fork.end(2)]);
      expect(results.every(({ status }) => status === 'applied')).toBe(true);
      const brought = results.map(broughtBy).filter((each) => each?.joined);
      const claimed = await fork.lab.claim();
      expect(brought.length + claimed.length, 'one way or the other').toBe(1);
    });

    test('stay with their worker where only some of them are held', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('i');
      const [first, second] = heldLanes('ab');
      const { held: _held, ...ready } = second ?? expect.fail();
      const lanes = [first ?? expect.fail(), ready];
      expect(broughtBy(await lab.commit(main, forkInto('', { lanes }), { at: lab.clock.now() }))).toEqual({ opened: true });
      expect((await lab.claim()).map(({ lane }) => lane)).toEqual(['/1.1']);
      expect(await lab.lane('i', '/1.0')).toMatchObject({ status: 'running' });
    });

    test('nest', async () => {
      const fork = await Fork.open(makeStore, 'ab');
      const { lab, lanes } = fork;
      const [outer = expect.fail()] = lanes;
      expect(broughtBy(await lab.commit(outer, forkInto('', { lanes: heldLanes('xy') }), { at: lab.clock.now() }))).toEqual({
        opened: true,
      });
      const inner = [heldLane(outer, 0), heldLane(outer, 1)];
      const ends = await Promise.all(inner.map((lane) => lab.commit(fenceOf(lane), joining(), { at: lab.clock.now() })));
      expect(ends.map(broughtBy).filter(Boolean)).toEqual([{ joined: { epoch: 2, request: 'none' } }]);
      expect(await lab.lane('i', '/1.0')).toMatchObject({ status: 'running', node: 'run/fork', seq: 2 });
      const joined = { ...next(outer), epoch: 2 };
      expect(await lab.commit(joined, keep('run/after'), { at: lab.clock.now(), joined: true })).toMatchObject({
        status: 'applied',
        kept: true,
      });
      await lab.commit(next(joined), joining(), { at: lab.clock.now() });
      expect(broughtBy(await fork.end(1))).toEqual({ joined: { epoch: 2, request: 'none' } });
    });
  });
}
