/** Joins: what a flow goes on with once its lanes have ended. */
import { NonRetryableError } from '@waystone/core';
import { afterEach, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { LanesWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

let machine: Machine;
afterEach(() => machine.close());

test.each([
  ['long', 'short'],
  ['short', 'long'],
])('of lanes that fail in one commit the first to fail gives the error: %s', async (first, second) => {
  const fail: Record<string, () => void> = {};
  const failing = (lane: string) => () =>
    new Promise((_resolve, reject) => (fail[lane] = () => reject(new NonRetryableError(`${lane} is broken`))));
  const world = new Recorder({ 'long-1': failing('long'), short: failing('short') });
  machine = new Machine({ workflows: () => [workflows.lanes(new LanesWorkflow(world))] });
  const handle = await clients(machine.store, { ports: machine.ports }).lanes.start('l');
  await machine.spawn();
  await machine.settle();
  fail[first]?.();
  fail[second]?.();
  await expect(machine.until(handle.result())).rejects.toThrow(`${first} is broken`);
  const failed = (await handle.history()).filter(({ outcome }) => outcome === 'failed');
  expect(failed.length).toBeGreaterThanOrEqual(2);
});
