/** What a worker knows of the lanes that it holds, when it loses one and takes it again. */
import { LeaseLostError } from '@waystone/core';
import { systemPorts } from '@waystone/engine';
import type { Clock } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import { expect, test } from 'vitest';
import { HeldLane } from '../../packages/engine/src/worker/held-lane.js';
import { arrivalMs, Lease } from '../../packages/engine/src/worker/lease.js';
import type { LoadedWorkflow } from '../../packages/engine/src/worker/registry.js';
import { Lab, leaseMs, order } from '../store/support/lab.js';

/** A worker's lease, on a clock of its own. */
async function leased(clock: Clock = systemPorts.clock) {
  const lab = await Lab.open((ports) => Promise.resolve(sqlite(':memory:', { ports })));
  const worker = { name: 'worker', graphs: [order], leaseMs };
  const lease = await Lease.take({ store: lab.store, worker, clock, onEnd: () => {}, onStraysLeft: () => {} });
  return { lab, lease };
}

/** One lane, taken, given back behind the worker's back, and taken again. */
async function takenTwice() {
  const { lab, lease } = await leased();
  await lab.start('a');
  const before = new HeldLane(await lab.claimOne(lease.owner), {} as LoadedWorkflow);
  lease.add(before);
  await lab.store.release(before.fence);
  const after = new HeldLane(await lab.claimOne(lease.owner), {} as LoadedWorkflow);
  return { lease, before, after };
}

test('a lane that went and came back with another epoch is given up', async () => {
  const { lease, before } = await takenTwice();
  await lease.check();
  expect(before.givenUpFor).toBeInstanceOf(LeaseLostError);
});

test('whoever lost a lane does not take it from the one who has it now', async () => {
  const { lease, before, after } = await takenTwice();
  lease.add(after);
  lease.remove(before);
  expect(lease.lanes()).toEqual([after]);
  await lease.check();
  expect(after.givenUpFor).toBeUndefined();
});

test('what came while a lease was asked for that is lost is given up with it', async () => {
  const { lab, lease } = await leased();
  await lab.start('late');
  const late = new HeldLane(await lab.claimOne(lease.owner), {} as LoadedWorkflow);
  lab.clock.pass(leaseMs);
  await lab.store.reclaim();
  const renewal = lease.renew();
  lease.add(late);
  expect(await renewal).toBe('lost');
  expect(late.givenUpFor).toBeInstanceOf(LeaseLostError);
});

test('what is on its way for long keeps nobody waiting, and strays are given back when it has come', async () => {
  const alarms = new Map<number, () => void>();
  const clock: Clock = { now: () => 0, after: (ms, alarm) => (alarms.set(ms, alarm), () => alarms.delete(ms)) };
  const { lab, lease } = await leased(clock);
  await lab.start('stray');
  await lab.claimOne(lease.owner);
  let arrive = (): void => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const released = lease.releaseStrays(() => arrived);
  await turnsUntil(() => Promise.resolve(alarms.has(arrivalMs)));
  alarms.get(arrivalMs)?.();
  await released;
  expect(await lab.store.held(lease.owner)).toHaveLength(1);
  arrive();
  await turnsUntil(async () => (await lab.store.held(lease.owner)).length === 0);
});

/** Lets the event loop turn in between, on which the store depends. */
async function turnsUntil(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise<void>((resolve) => systemPorts.soon(resolve));
}
