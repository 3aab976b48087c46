/** Lanes that cannot go on are given up by their worker, whatever the error is that says why. */
import { StoreRefusedError } from '@waystone/core';
import { expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { SagaWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';
import { refusing } from './refusing.js';

const atGreatLength = new StoreRefusedError('the store', 'no '.repeat(10_000));

test.each([
  ['that is larger than what may be stored', 3_000, 'an error that cannot be stored: StoreRefusedError'],
  ['of which nothing may be stored', 400, undefined],
])('an error %s sets its lane aside all the same', async (_what, maxPayloadBytes, said) => {
  let refuses = true;
  const world = new Recorder({ charge: () => 'receipt', ship: () => 'parcel' });
  const machine = new Machine({
    workflows: () => [workflows.saga(new SagaWorkflow(world))],
    worker: { maxPayloadBytes },
    between: (store) =>
      refusing(store, ({ then }) => (refuses && then.kind === 'keep' && then.node === 'run/ship' ? atGreatLength : undefined)),
  });
  const handle = await clients(machine.store, { ports: machine.ports }).saga.start('s', 'order');
  await machine.spawn();
  await machine.settle();
  expect(await handle.describe()).toMatchObject({ status: 'parked', lanes: [{ node: 'run/charge', setAside: true }] });
  const content = (await handle.history()).find(({ node }) => node === 'run/charge')?.content;
  expect(content).toEqual(said === undefined ? undefined : { value: expect.objectContaining({ message: expect.stringContaining(said) }) });
  refuses = false;
  await handle.resume();
  machine.announce();
  expect(await machine.until(handle.result())).toBe('parcel');
  await machine.close();
});
