/** The last ends of forks in hand, together with the step behind the join. */
import { describe, expect, test } from 'vitest';
import type { ClaimedLane, CommitResult, Fence, StepCommit } from '../../../packages/engine/src/store/store.js';
import { broughtBy, heldLane, heldLanes, joining } from '../support/held-lanes.js';
import { bytes, end, fenceOf, finished, forkInto, keep, Lab, next } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

class Fork {
  private constructor(
    readonly lab: Lab,
    readonly main: ClaimedLane,
  ) {}

  static async open(lab: Lab, id = 'i', keys = 'abc'): Promise<Fork> {
    const main = await lab.begin(id);
    expect(broughtBy(await lab.commit(main, forkInto('', { lanes: heldLanes(keys) }), { at: lab.clock.now() }))).toEqual({ opened: true });
    return new Fork(lab, main);
  }

  lane(position: number): Fence {
    return heldLane(this.main, position);
  }

  /** Where the lane that waits stands at the join, and behind it. */
  get atJoin(): Fence {
    return { ...next(this.main), epoch: this.main.epoch + 1 };
  }

  get behindJoin(): Fence {
    return next(this.atJoin);
  }

  end(lane: Fence | number, more: Partial<StepCommit> = {}): Promise<CommitResult> {
    const fence = typeof lane === 'number' ? this.lane(lane) : lane;
    return this.lab.commit(fence, joining(), { at: this.lab.clock.now(), history: finished('run/work'), ...more });
  }

  /** The end that brings the step behind the join along. */
  endLast(lane: Fence | number, behind: Partial<StepCommit> = {}): Promise<CommitResult> {
    const step = { fence: this.atJoin, then: keep('run/after'), published: [], at: this.lab.clock.now(), joined: true } as const;
    return this.end(lane, { behind: { ...step, history: finished('run/fork'), ...behind } });
  }

  async endAll(): Promise<CommitResult> {
    return (await Promise.all([this.end(0), this.end(1), this.endLast(2)]))[2];
  }

  async lanes(): Promise<readonly (readonly [string, string, string])[]> {
    const { lanes } = await this.lab.find('i');
    return lanes.map(({ lane, node, status }) => [lane, node, status] as const);
  }
}

const wentOn = { status: 'applied', request: 'none', kept: false, brought: { joined: { epoch: 2, request: 'none' }, wentOn: true } };

export function exerciseLastEnds(makeStore: MakeStore): void {
  describe('the last ends of a fork together with the step behind its join', () => {
    const open = async (): Promise<Fork> => Fork.open(await Lab.open(makeStore));

    test('leave the lane that waited at its next task, in the hands of the worker', async () => {
      const fork = await open();
      expect(await Promise.all([fork.end(0), fork.end(1), fork.endLast(2)])).toEqual([
        { status: 'applied', request: 'none', kept: false },
        { status: 'applied', request: 'none', kept: false },
        wentOn,
      ]);
      expect(await fork.lanes()).toEqual([['', 'run/after', 'running']]);
      expect(await fork.lab.claim()).toEqual([]);
      const told = (await fork.lab.store.history('i')).map(({ lane, seq, node }) => [lane, seq, node]);
      expect(told.slice(-4)).toEqual([...[0, 1, 2].map((index) => [`/1.${index}`, 1, 'run/work']), ['', 1, 'run/fork']]);
      expect(await fork.lab.commit(fork.behindJoin, keep('run/on'))).toMatchObject({ status: 'applied', kept: true });
    });

    test('may come after others that were committed before', async () => {
      const fork = await open();
      await fork.end(0);
      await fork.end(1);
      expect(await fork.endLast(2)).toEqual(wentOn);
      expect(await fork.lanes()).toEqual([['', 'run/after', 'running']]);
    });

    test('go without it as long as another lane is under way', async () => {
      const fork = await open();
      await fork.end(0);
      expect(broughtBy(await fork.endLast(2))).toBeUndefined();
      expect(await fork.lanes()).toContainEqual(['', 'run/fork', 'parked']);
      expect(broughtBy(await fork.end(1))).toEqual({ joined: { epoch: 2, request: 'none' } });
    });

    test('of several instances at once are taken as each alone', async () => {
      const lab = await Lab.open(makeStore);
      const forks: Fork[] = [];
      for (const id of ['i', 'j', 'k']) forks.push(await Fork.open(lab, id));
      expect(await Promise.all(forks.map((fork) => fork.endAll()))).toEqual([wentOn, wentOn, wentOn]);
      for (const id of ['i', 'j', 'k']) {
        expect((await lab.find(id)).lanes.map(({ lane, node }) => [lane, node])).toEqual([['', 'run/after']]);
        expect((await lab.store.history(id)).slice(-4).map(({ node }) => node)).toEqual(['run/work', 'run/work', 'run/work', 'run/fork']);
      }
    });

    test('leave a join within a lane', async () => {
      const fork = await open();
      const { lab } = fork;
      const outer = fork.lane(0);
      await lab.commit(outer, forkInto('', { lanes: heldLanes('x') }), { at: lab.clock.now() });
      const at = { fence: { ...next(outer), epoch: 2 } };
      expect(await fork.endLast(heldLane(outer, 0), at)).toEqual(wentOn);
      expect((await fork.lanes()).map(([lane, node]) => [lane, node])).toEqual([
        ['', 'run/fork'],
        ['/1.0', 'run/after'],
        ['/1.1', 'run/work'],
        ['/1.2', 'run/work'],
      ]);
    });

    test('that are sent again since the answer was lost are told the same, and are there once', async () => {
      const fork = await open();
      await fork.endAll();
      const before = [await fork.lanes(), await fork.lab.store.history('i')];
      expect(await fork.endAll()).toEqual(wentOn);
      expect(await fork.endLast(2), 'without the others').toEqual(wentOn);
      expect(await fork.end(0), 'a lane that is gone').toEqual({ status: 'lost' });
      expect([await fork.lanes(), await fork.lab.store.history('i')]).toEqual(before);
    });

    test('that are sent again beside the last one do not stand for another that is under way', async () => {
      const fork = await open();
      await fork.end(0);
      const results = await Promise.all([fork.end(0), fork.endLast(2)]);
      expect(results.map(broughtBy)).toEqual([{ isRepeated: true }, undefined]);
      expect(await fork.lanes()).toContainEqual(['/1.1', 'run/work', 'running']);
    });

    test('that are sent twice at once are taken once', async () => {
      const fork = await open();
      await Promise.all([fork.end(0), fork.end(0), fork.endLast(2)]);
      expect((await fork.lanes())[0]).toEqual(['', 'run/fork', 'parked']);
      expect(broughtBy(await fork.end(1))).toMatchObject({ joined: { epoch: 2 } });
    });

    test('that are sent again once the lane has gone on are lost', async () => {
      const fork = await open();
      await fork.endAll();
      await fork.lab.commit(fork.behindJoin, keep('run/on'));
      expect(await fork.endLast(2)).toEqual({ status: 'lost' });
    });

    test('that are sent again once the lane was asked to cancel are told of it', async () => {
      const fork = await open();
      await fork.endAll();
      await fork.lab.store.cancel('i');
      expect(broughtBy(await fork.endAll())).toEqual({ joined: { epoch: 2, request: 'cancel' }, wentOn: true });
    });

    test.each([
      ['owner', { owner: 999 }],
      ['epoch', { epoch: 2 }],
      ['seq', { seq: 5 }],
    ])('change nothing but what fits with a wrong %s', async (_what, wrong) => {
      const fork = await open();
      const results = await Promise.all([fork.end(0), fork.end({ ...fork.lane(1), ...wrong }), fork.endLast(2)]);
      expect(results.map(({ status }) => status)).toEqual(['applied', 'lost', 'applied']);
      expect(broughtBy(results[2])).toBeUndefined();
      expect((await fork.lanes()).slice(0, 3)).toEqual([
        ['', 'run/fork', 'parked'],
        ['/1.0', 'run/work', 'completed'],
        ['/1.1', 'run/work', 'running'],
      ]);
    });

    test('bring the lane that waits alone if it does not stand as the step says', async () => {
      const fork = await open();
      const results = await Promise.all([fork.end(0), fork.end(1), fork.endLast(2, { fence: { ...fork.atJoin, epoch: 7 } })]);
      expect(broughtBy(results[2])).toEqual({ joined: { epoch: 2, request: 'none' } });
      expect((await fork.lanes())[0]).toEqual(['', 'run/fork', 'running']);
    });

    test('go without it if a lane was in other hands, though that ended before', async () => {
      const fork = await open();
      const { lab } = fork;
      await lab.store.release(fork.lane(0));
      await lab.commit(fenceOf(await lab.claimOne()), end('completed', 'of another'));
      const results = await Promise.all([fork.end(1), fork.endLast(2)]);
      expect(broughtBy(results[1])).toEqual({ joined: { epoch: 2, request: 'none' } });
      await lab.store.release(fork.atJoin);
      expect((await lab.claimOne()).ended?.[0]?.envelope).toEqual(bytes('of another'));
    });

    test('leave a paused lane where it waits', async () => {
      const fork = await open();
      await fork.lab.store.pause('i');
      expect(broughtBy(await fork.endAll())).toBeUndefined();
      await fork.lab.store.resume('i');
      expect((await fork.lab.claimOne()).ended).toHaveLength(3);
    });

    test('of a canceled instance bring the lane that waits with its request', async () => {
      const fork = await open();
      await fork.lab.store.cancel('i');
      expect(broughtBy(await fork.endAll())).toEqual({ joined: { epoch: 2, request: 'cancel' } });
      expect((await fork.lanes())[0]).toEqual(['', 'run/fork', 'running']);
    });

    test('give nothing to a worker that has given up its lease', async () => {
      const fork = await open();
      await fork.lab.store.leave(fork.lab.worker);
      expect(await fork.endAll()).toEqual({ status: 'lost' });
      expect((await fork.lanes()).map(([lane]) => lane)).toEqual(['', '/1.0', '/1.1', '/1.2']);
    });
  });
}
