import { describe, expect, test } from 'vitest';
import { end, keep, Lab, leaseMs, next, order } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';
import type { Processes } from '../../../packages/engine/src/ports.js';
import type { ClaimedLane } from '../../../packages/engine/src/store/store.js';

export function exerciseLeases(makeStore: MakeStore): void {
  describe('leases', () => {
    test('that expire give the lanes to others; late writes are refused', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      lab.clock.pass(leaseMs - 1);
      expect(await lab.store.reclaim()).toBe(0);
      lab.clock.pass(1);
      expect(await lab.store.reclaim()).toBe(1);
      expect(await lab.store.reclaim()).toBe(0);
      expect(await lab.commit(main, keep('run/late'))).toEqual({ status: 'lost' });
      expect(await lab.store.heartbeat(lab.worker, leaseMs)).toEqual({ held: false, lanes: [] });
      const other = await lab.store.join({ name: 'other', graphs: [order], leaseMs });
      expect(other).not.toBe(lab.worker);
      expect(await lab.claimOne(other)).toMatchObject({ epoch: 2, losses: 1, seq: 0 });
      expect(await lab.commit(main, end())).toEqual({ status: 'lost' });
    });

    test('are renewed by a heartbeat from now on, not added to', async () => {
      const lab = await Lab.open(makeStore);
      await lab.begin('a');
      for (let beat = 0; beat < 3; beat++) {
        expect(await lab.store.heartbeat(lab.worker, leaseMs)).toMatchObject({ held: true });
      }
      lab.clock.pass(leaseMs);
      expect(await lab.store.reclaim()).toBe(1);
    });

    test('that end by leaving give the lanes back without a loss', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.store.leave(lab.worker);
      expect(await lab.commit(main, keep('run/late'))).toEqual({ status: 'lost' });
      const other = await lab.store.join({ name: 'other', graphs: [order], leaseMs });
      expect(await lab.claimOne(other)).toMatchObject({ losses: 0 });
    });

    test('count workers lost in a row until a step is made', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('a');
      for (let losses = 0; losses < 3; losses++) {
        const mortal = await lab.store.join({ name: 'mortal', graphs: [order], leaseMs: 1 });
        expect(await lab.claimOne(mortal)).toMatchObject({ losses });
        lab.clock.pass(1);
        await lab.store.reclaim();
      }
      const survivor = await lab.store.join({ name: 'survivor', graphs: [order], leaseMs });
      const main = await lab.claimOne(survivor);
      await lab.commit(main, keep('run/next'));
      await lab.store.release(next(main));
      expect(await lab.claimOne(survivor)).toMatchObject({ losses: 0, seq: 1 });
    });

    test('of processes that are gone are not waited for; those of other hosts and of unknown processes are', async () => {
      const lab = await Lab.open(makeStore);
      const alive = new Set([1]);
      const here: Processes = { host: 'here', pid: 1, isAlive: (pid) => alive.has(pid) };
      const join = (process?: { host: string; pid: number }) =>
        lab.store.join({ name: 'worker', graphs: [order], leaseMs, ...(process && { process }) });
      const gone = await join({ host: 'here', pid: 2 });
      const others = [await join({ host: 'here', pid: 1 }), await join({ host: 'there', pid: 2 }), await join()];
      for (const id of ['a', 'b', 'c', 'd']) await lab.start(id);
      const [held] = await lab.claim(1, gone);
      for (const other of others) expect(await lab.claim(1, other)).toHaveLength(1);
      expect(await lab.store.reclaim()).toBe(0);
      expect(await lab.store.reclaim(here)).toBe(1);
      expect(await lab.commit(held as ClaimedLane, end())).toEqual({ status: 'lost' });
      expect(await lab.claimOne()).toMatchObject({ n: held?.n, epoch: 2, losses: 1 });
      for (const other of others) expect(await lab.store.held(other)).toHaveLength(1);
    });

    test('tell which lanes are held and what is requested of them', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      const held = { n: main.n, lane: '', epoch: 1, seq: 0 };
      expect(await lab.store.heartbeat(lab.worker, leaseMs)).toEqual({ held: true, lanes: [{ ...held, request: 'none' }] });
      await lab.store.cancel('a');
      expect(await lab.store.heartbeat(lab.worker, leaseMs)).toEqual({ held: true, lanes: [{ ...held, request: 'cancel' }] });
      expect(await lab.store.heartbeat(lab.worker, leaseMs, true), 'of a worker that knows of no lane').toEqual({ held: true, lanes: [] });
      expect(await lab.store.held(lab.worker)).toEqual([{ ...held, request: 'cancel' }]);
    });
  });
}
