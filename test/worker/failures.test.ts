/** What people learn of failures: the error's own class, a line in the log, and why instances stand still. */
import type { Logger } from '@waystone/core';
import { typedClient } from '@waystone/engine';
import { afterEach, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { Declined, RefusalWorkflow, SagaWorkflow, WaiterWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

let machine: Machine;
afterEach(() => machine.close());

function recording(): Logger & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const ignore = (): void => {};
  return { warnings, debug: ignore, info: ignore, error: ignore, warn: (message) => void warnings.push(message) };
}

test('a failed instance throws its own class at a client that shares the store with its worker, and leaves a line in the log', async () => {
  const logger = recording();
  const world = new Recorder({ charge: () => Promise.reject(new Declined('42', 7n)) });
  machine = new Machine({ workflows: () => [workflows.saga(new SagaWorkflow(world))], worker: { logger } });
  const { store } = await machine.spawn();
  const handle = await clients(store, { ports: machine.ports }).saga.start('s', '42');
  const error = await machine.until(handle.result()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Declined);
  expect(error).toMatchObject({ order: '42', cents: 7n });
  expect(logger.warnings.filter((line) => line.includes('failed'))).toEqual([
    'instance "s" of workflow "saga" failed at "run/charge": Declined: order 42 was declined',
  ]);
});

test('a worker tells once of ready instances that another build started', async () => {
  const logger = recording();
  machine = new Machine({
    workflows: () => [workflows.waiter(new WaiterWorkflow(new Recorder())), workflows.refusal(new RefusalWorkflow())],
    worker: { logger },
  });
  const { graph } = workflows.waiter(new WaiterWorkflow(new Recorder())).module;
  const old = typedClient<WaiterWorkflow>(machine.store, { ...graph, hash: 'of-an-older-build' }, { ports: machine.ports });
  const handle = await old.start('w');
  await machine.spawn();
  await machine.pass(200_000);
  expect(logger.warnings.filter((line) => line.includes('of-an-older'))).toHaveLength(1);
  expect((await handle.describe()).status).toBe('ready');
});
