/** What no type shows is found when it is stored: the error names the node, the variable and the path. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { EchoWorkflow, HiddenWorkflow, type Place } from './fixtures/hidden.workflow.js';

let machine: Machine;

beforeEach(() => {
  machine = new Machine({ workflows: () => [workflows.hidden(new HiddenWorkflow()), workflows.echo(new EchoWorkflow())] });
});
afterEach(() => machine.close());

const cases: readonly [place: Place | 'task', path: string, node: string][] = [
  ['kept', 'order.items[1]', 'run/echo'],
  ['nested', 'byName.get("a").values()[0]', 'run/echo-2'],
  ['argument', 'arguments[0].order.items[1]', 'run/echo-3'],
  ['lane argument', 'arguments of lane second[0][1]', 'run/join'],
  ['captured', 'items[1]', 'run/join-2'],
  ['result', 'result.order.items[1]', 'run'],
  ['published', 'status shown.items[1]', 'run'],
  ['joined', 'result.order.items[1]', 'run/join-3/lane-0/echo'],
  ['child', 'input.order.items[1]', 'run/echo-4'],
  ['task', 'result[0].items[1]', 'run/give'],
];

test.each(cases)('%s: %s at %s', async (place, path, node) => {
  const handle = await clients(machine.store, { ports: machine.ports }).hidden.start('1', place as Place);
  await machine.spawn();
  const failed = { code: 'VALUE_NOT_STORABLE', path, node, found: 'an instance of Money' };
  await expect(machine.until(handle.result())).rejects.toMatchObject(failed);
});
