/** What a flow gets from its tasks is its own: what runs after a crash is what ran before it. */
import { NonRetryableError } from '@waystone/core';
import { afterEach, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { ChangesWorkflow } from './fixtures/values.workflow.js';
import { Recorder } from './recorder.js';

let machine: Machine;
afterEach(() => machine.close());

test('a result or an error that the program keeps does not change when the flow changes what it got', async () => {
  const list = ['kept'];
  const refusal = new NonRetryableError('refused');
  const world = new Recorder({ list: () => list, refuse: () => Promise.reject(refusal) });
  machine = new Machine({ workflows: () => [workflows.changes(new ChangesWorkflow(world))] });
  const { changes } = clients(machine.store, { ports: machine.ports });
  await machine.spawn();
  for (const id of ['first', 'second']) {
    const handle = await changes.start(id);
    expect(await machine.until(handle.result())).toEqual(['kept', 'changed', 'refused, changed']);
  }
  expect(list).toEqual(['kept']);
  expect(refusal.message).toBe('refused');
});
