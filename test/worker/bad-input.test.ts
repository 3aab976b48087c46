/** Bad input: a clear error with a code, and nothing lost. */
import { Client, Worker } from '@waystone/engine';
import type { BoundWorkflow, WorkerOptions } from '@waystone/engine';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { SagaWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { ValuesWorkflow } from './fixtures/values.workflow.js';
import { Recorder } from './recorder.js';

let machine: Machine;
let answers: Record<string, (...args: never[]) => unknown>;

beforeEach(() => {
  answers = {};
  const world = new Recorder(answers);
  machine = new Machine({
    workflows: () => [workflows.saga(new SagaWorkflow(world)), workflows.values(new ValuesWorkflow(world))],
    worker: { maxPayloadBytes: 1_000_000 },
  });
});
afterEach(() => machine.close());

const client = (maxPayloadBytes = 1_000_000) => clients(machine.store, { ports: machine.ports, maxPayloadBytes });

test('an unknown workflow is named, with those that are known', async () => {
  await machine.spawn();
  const untyped = new Client(machine.store, { ports: machine.ports });
  await expect(untyped.start('odrer', '1', null)).rejects.toMatchObject({
    code: 'WORKFLOW_UNKNOWN',
    message: expect.stringContaining('saga, values; a store knows'),
  });
});

test('a store that has seen no workflow says how it comes to know them', async () => {
  const untyped = new Client(machine.store, { ports: machine.ports });
  await expect(untyped.start('saga', '1', null)).rejects.toMatchObject({
    code: 'WORKFLOW_UNKNOWN',
    message: expect.stringContaining('known: none; a store knows a workflow from the first worker that runs it'),
  });
});

test('a second start with one id is refused; useExisting gives the first; terminateExisting starts anew', async () => {
  answers['charge'] = () => 'receipt';
  answers['ship'] = (order: string) => `parcel of ${order}`;
  const first = await client().saga.start('1', 'a');
  await expect(client().saga.start('1', 'b')).rejects.toMatchObject({ code: 'INSTANCE_EXISTS' });
  await expect(client().values.start('1', 'b')).rejects.toMatchObject({ code: 'INSTANCE_EXISTS' });
  await client().saga.start('1', 'b', { onConflict: 'useExisting' });
  expect((await first.describe()).input).toEqual({ value: 'a' });
  const anew = await client().saga.start('1', 'c', { onConflict: 'terminateExisting' });
  await machine.spawn();
  expect(await machine.until(anew.result())).toBe('parcel of c');
});

test.each(['', 'é'.repeat(129), 'half \ud800', 42 as never])('the id %o is refused', async (id) => {
  await expect(client().saga.start(id, 'a')).rejects.toMatchObject({ code: 'INSTANCE_ID_INVALID' });
});

test('a start at no point in time is refused', async () => {
  const refused = client().saga.start('1', 'a', { startAt: new Date('soon') });
  await expect(refused).rejects.toMatchObject({ code: 'INSTANT_INVALID' });
});

test('an input that cannot be stored is named by its path, and nothing is started', async () => {
  const input = { items: [1, 2, 3, { price: () => 4 }] };
  await expect(client().values.start('v', input)).rejects.toMatchObject({ code: 'VALUE_NOT_STORABLE', path: 'input.items[3].price' });
  expect(await new Client(machine.store).list()).toEqual([]);
});

test('an input above the limit is refused, saying the size and the limit', async () => {
  const refused = client().values.start('v', 'x'.repeat(1_000_001));
  await expect(refused).rejects.toMatchObject({ code: 'VALUE_TOO_LARGE', message: expect.stringContaining('1000000') });
});

test.each([
  ['a function', () => () => 1, 'VALUE_NOT_STORABLE'],
  ['a result that is too large', () => 'x'.repeat(1_000_001), 'VALUE_TOO_LARGE'],
  ['a result without an end', () => endless(), 'VALUE_TOO_LARGE'],
  ['a result deeper than the stack that ends in a function', () => linked(10_000, () => 1), 'VALUE_NOT_STORABLE'],
  ['a result that throws when it is read', () => new Proxy({}, { ownKeys: () => expect.fail('not now') }), 'VALUE_NOT_STORABLE'],
])('%s from a task fails its instance at that node, and no other', async (_what, result, code) => {
  answers['pass'] = (value: unknown) => (value === 'bad' ? result() : value);
  const bad = await client().values.start('bad', 'bad');
  const good = await client().values.start('good', 'good');
  await good.more.send('more');
  await machine.spawn();
  await expect(machine.until(bad.result())).rejects.toMatchObject({ code });
  expect(await machine.until(good.result())).toEqual(['good', 'good', 'more']);
});

function endless(): object {
  return {
    get next() {
      return endless();
    },
  };
}

function linked(length: number, end: unknown): unknown {
  let next = end;
  for (let left = length; left > 0; left -= 1) next = { left, next };
  return next;
}

test('a result deeper than the stack, and one that holds itself, go through tasks as they are', async () => {
  const round: { self?: unknown; list: unknown } = { list: linked(10_000, 'bottom') };
  round.self = round;
  answers['pass'] = (value: unknown) => (value === 'round' ? round : value);
  const handle = await client().values.start('round', 'round');
  await handle.more.send('more');
  await machine.spawn();
  const [, first] = (await machine.until(handle.result())) as unknown as [string, typeof round];
  expect(first.self).toBe(first);
  let depth = 0;
  for (let at = first.list; at !== 'bottom'; at = (at as { next: unknown }).next) depth += 1;
  expect(depth).toBe(10_000);
});

test('a start with a conflict policy that does not exist is refused, and is none', async () => {
  await client().saga.start('1', 'a');
  const onConflict = 'useexisting' as never;
  await expect(client().saga.start('1', 'a', { onConflict })).rejects.toMatchObject({ code: 'OPTION_INVALID', option: 'onConflict' });
});

test('the error of a task comes back with its fields, without what of it cannot be stored', async () => {
  answers['charge'] = () =>
    Promise.reject(Object.assign(new Error('gateway'), { status: 502, request: { socket: () => {} }, name: 'GatewayError' }));
  const handle = await client().saga.start('1', 'a');
  await machine.spawn();
  await expect(machine.until(handle.result())).rejects.toMatchObject({ name: 'GatewayError', message: 'gateway', status: 502 });
});

test('a class that was not built is refused with the command to run', async () => {
  const worker = new Worker({ store: machine.store, workflows: [new SagaWorkflow(new Recorder()) as unknown as BoundWorkflow] });
  await expect(worker.start()).rejects.toMatchObject({
    code: 'WORKFLOW_NOT_BUILT',
    message: expect.stringMatching(/SagaWorkflow.*waystone build/),
  });
});

test('an instance of another class is refused', async () => {
  const worker = new Worker({ store: machine.store, workflows: [workflows.saga(new ValuesWorkflow(new Recorder()) as never)] });
  await expect(worker.start()).rejects.toMatchObject({ message: expect.stringContaining('waystone build') });
});

test('a worker with impossible options is refused', () => {
  const bound = [workflows.saga(new SagaWorkflow(new Recorder()))];
  const impossible: readonly Partial<WorkerOptions>[] = [
    ...[0, -1, 1.5, Number.NaN, Infinity].map((concurrency) => ({ concurrency })),
    ...[0, -1, 1.5, Number.NaN].flatMap((count) => [{ maxLosses: count }, { maxPayloadBytes: count }]),
    ...[0, -1, '99ms' as const].map((lease) => ({ lease })),
    { queues: [] },
    { workflows: [] },
  ];
  const making = (options: Partial<WorkerOptions>) => () => new Worker({ store: machine.store, workflows: bound, ...options });
  for (const options of impossible) expect(making(options)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  for (const never of [Number.NaN, Infinity, 'soon' as never]) {
    expect(making({ lease: never })).toThrow(expect.objectContaining({ code: 'DURATION_INVALID' }));
    expect(making({ grace: never })).toThrow(expect.objectContaining({ code: 'DURATION_INVALID' }));
  }
});

test('a worker that was stopped before it was started begins nothing', async () => {
  const worker = new Worker({ store: machine.store, workflows: [workflows.saga(new SagaWorkflow(new Recorder()))] });
  await worker.stop();
  await worker.start();
  expect(worker.health()).toMatchObject({ state: 'stopped', heldLanes: 0 });
});

test.each([
  ['the class itself', SagaWorkflow],
  ['a plain object', {}],
])('%s in place of an instance is refused', async (_what, given) => {
  const worker = new Worker({ store: machine.store, workflows: [workflows.saga(given as never)] });
  await expect(worker.start()).rejects.toMatchObject({ code: 'WRONG_CLASS', message: expect.stringContaining('new SagaWorkflow(') });
});
