/** What a running task publishes: in order, whatever the store does in between. */
import { StoreConnectionError } from '@waystone/core';
import { expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { ReportingWorkflow } from './fixtures/placement.workflow.js';

test('a value that has to be sent again does not come after a later one', async () => {
  let failures = 3;
  const published: string[] = [];
  const machine = new Machine({
    workflows: () => [workflows.reporting(new ReportingWorkflow())],
    between: (store) =>
      new Proxy(store, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name, target);
          if (name !== 'publish') return member;
          return async (...args: unknown[]): Promise<unknown> => {
            if (failures-- > 0) throw new StoreConnectionError('the store', 'it was cut off');
            published.push(String(args[1]));
            return Reflect.apply(member as (...args: unknown[]) => unknown, target, args);
          };
        },
      }),
  });
  const handle = await clients(machine.store, { ports: machine.ports }).reporting.start('r');
  await machine.spawn();
  await machine.until(handle.result());
  expect(await handle.percent.get()).toBe(100);
  expect(await handle.phase.get()).toBe('done');
  expect(published.length, 'only the latest of those that waited is stored').toBeLessThan(10);
  await machine.close();
});
