/** What a worker knows of the lanes that it holds, when it loses one and takes it again. */
import { LeaseLostError } from '@waystone/core';
import { systemPorts } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import { expect, test } from 'vitest';
import { HeldLane } from '../../packages/engine/src/worker/held-lane.js';
import { Lease } from '../../packages/engine/src/worker/lease.js';
import type { LoadedWorkflow } from '../../packages/engine/src/worker/registry.js';
import { Lab, leaseMs, order } from '../store/support/lab.js';

/** One lane, taken, given back behind the worker's back, and taken again. */
async function takenTwice() {
  const lab = await Lab.open((ports) => Promise.resolve(sqlite(':memory:', { ports })));
  const lease = await Lease.take({
    store: lab.store,
    worker: { name: 'worker', graphs: [order], leaseMs },
    clock: systemPorts.clock,
    onEnd: () => {},
  });
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
