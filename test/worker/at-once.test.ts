/** Several processes that reach for the same instance at once. */
import type { WorkerOptions } from '@waystone/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { SagaWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { LanesWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

let machine: Machine;
let options: { -readonly [Name in keyof WorkerOptions]?: WorkerOptions[Name] };
let answers: Record<string, (...args: never[]) => unknown>;
let worlds: Recorder[];

beforeEach(() => {
  answers = { charge: () => 'receipt', ship: () => 'parcel' };
  options = {};
  worlds = [];
  const bound = () => {
    const world = new Recorder(answers);
    worlds.push(world);
    return [workflows.saga(new SagaWorkflow(world)), workflows.lanes(new LanesWorkflow(world))];
  };
  machine = new Machine({ workflows: bound, worker: options });
});
afterEach(() => machine.close());

const client = () => clients(machine.store, { ports: machine.ports });
const acts = () => worlds.map((world) => world.acts);

test('lanes of one instance are performed by several workers at once, and joined once', async () => {
  const ends: Record<string, (value: string) => void> = {};
  for (const name of ['long-1', 'long-2', 'long-3', 'short'])
    answers[name] = () => new Promise<string>((resolve) => (ends[name] = resolve));
  options.concurrency = 1;
  const handle = await client().lanes.start('l');
  await machine.spawn();
  await machine.settle();
  await machine.spawn();
  await machine.settle();
  expect(acts()).toEqual([['long-1'], ['short']]);
  expect((await handle.describe()).lanes.map(({ status, owner }) => (status === 'running' ? typeof owner : status))).toEqual([
    'parked',
    'number',
    'number',
  ]);
  for (const name of ['long-1', 'short', 'long-2', 'long-3']) {
    ends[name]?.(name.toUpperCase());
    await machine.settle();
  }
  expect(await machine.until(handle.result())).toEqual({ long: 'LONG-1 LONG-2 LONG-3', short: 'SHORT' });
  expect((await handle.history()).filter(({ node }) => node === 'run/both/join')).toHaveLength(1);
});

describe('a start that ends the one that is there', () => {
  test('aborts its task at once, drops what that gives, and begins anew beside it', async () => {
    const charges: { readonly end: (receipt: string) => void; readonly signal: AbortSignal }[] = [];
    answers['charge'] = (_order: string, signal: AbortSignal) => new Promise<string>((end) => charges.push({ end, signal }));
    const before = await client().saga.start('s', 'old');
    const first = await machine.spawn();
    await machine.settle();
    const outcome = before.result().catch((error: unknown) => error);
    await machine.settle();
    const after = await client().saga.start('s', 'new', { onConflict: 'terminateExisting' });
    first.announce();
    await machine.pass(100);
    expect(charges.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    charges[0]?.end('of the old one');
    charges[1]?.end('of the new one');
    expect(await machine.until(after.result())).toBe('parcel');
    expect(await machine.until(outcome)).toMatchObject(expect.anything());
    expect(acts()).toEqual([['charge old', 'charge new', 'ship new']]);
    const history = await after.history();
    expect(history.filter(({ node }) => node === 'run/charge')).toMatchObject([{ content: { value: 'of the new one' } }]);
  });

  test('is safe at every commit of the worker that runs it', async () => {
    for (let commits = 1; commits <= 4; commits += 1) {
      const id = `s${commits}`;
      await client().saga.start(id, 'old');
      const process = await machine.crashAfter(commits, () => acts().flat().includes('ship old'));
      const handle = await client().saga.start(id, 'new', { onConflict: 'terminateExisting' });
      for (const owner of process.owners) await machine.store.leave(owner);
      const next = await machine.spawn();
      expect(await machine.until(handle.result())).toBe('parcel');
      expect((await handle.history()).map(({ node, outcome }) => `${node} ${outcome}`)).toEqual([
        ' completed',
        'run/charge completed',
        'run/ship completed',
      ]);
      await next.bury();
    }
  });
});

describe('starts with one id from several processes', () => {
  test('make one instance; the others are told', async () => {
    await machine.store.open();
    const stores = Array.from({ length: 5 }, () => machine.open(machine.ports));
    const starts = stores.map((store) => clients(store, { ports: machine.ports }).saga.start('s', 'order'));
    const settled = await Promise.allSettled(starts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of settled) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'INSTANCE_EXISTS' });
    await machine.spawn();
    expect(await machine.until(client().saga.get('s').result())).toBe('parcel');
    expect(acts()).toEqual([['charge order', 'ship order']]);
  });

  test('all get the one that one of them made, if they want it', async () => {
    await machine.spawn();
    const stores = Array.from({ length: 5 }, () => machine.open(machine.ports));
    const handles = await Promise.all(
      stores.map((store) => clients(store, { ports: machine.ports }).saga.start('s', 'order', { onConflict: 'useExisting' })),
    );
    machine.announce();
    expect(await machine.until(Promise.all(handles.map((handle) => handle.result())))).toEqual(handles.map(() => 'parcel'));
    expect(acts()).toEqual([['charge order', 'ship order']]);
    expect(await client().saga.list()).toHaveLength(1);
  });
});
