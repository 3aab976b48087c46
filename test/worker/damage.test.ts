/** Damaged bytes of one lane: a clear error, the lane waits for the operator, all others go on, nothing is lost. */
import { DatabaseSync } from 'node:sqlite';
import type { InstanceHandle } from '@waystone/engine';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileDatabase, Machine } from '../support/machine.js';
import { SagaWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { LanesWorkflow } from './fixtures/steps.workflow.js';
import { ValuesWorkflow } from './fixtures/values.workflow.js';
import { Recorder } from './recorder.js';

let machine: Machine;
let path: string;
let world: Recorder;
let answers: Record<string, (...args: never[]) => unknown>;
let errors: string[];

beforeEach(() => {
  errors = [];
  answers = { pass: (value: unknown) => value, charge: () => 'receipt', ship: () => 'parcel' };
  world = new Recorder(answers);
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: (message: string) => void errors.push(message) };
  const database = fileDatabase();
  path = database.path;
  machine = new Machine({
    database,
    workflows: () => [
      workflows.values(new ValuesWorkflow(world)),
      workflows.saga(new SagaWorkflow(world)),
      workflows.lanes(new LanesWorkflow(world)),
    ],
    worker: { logger },
  });
});
afterEach(() => machine.close());

const client = () => clients(machine.store, { ports: machine.ports });

/** Turns the bits of one byte in the middle of the envelopes that are found; twice brings them back. */
function flip(table: string, where: string): void {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  const rows = database.prepare(`select rowid as id, envelope from ${table} where ${where}`).all();
  expect(rows).toHaveLength(1);
  const envelope = Buffer.from(rows[0]?.['envelope'] as Uint8Array);
  const middle = Math.floor(envelope.length / 2);
  envelope.writeUInt8(envelope.readUInt8(middle) ^ 0xff, middle);
  database.prepare(`update ${table} set envelope = ? where rowid = ?`).run(envelope, rows[0]?.['id'] as number);
  database.close();
}

interface Case {
  /** Brings an instance to where what is found is read next, with no process alive. */
  readonly reach: () => Promise<InstanceHandle>;
  readonly table: string;
  readonly where: string;
  /** Lets the instance go on. */
  readonly wake: () => Promise<void>;
  readonly result: unknown;
}

async function until(acts: readonly string[]): Promise<void> {
  const process = await machine.spawn();
  await machine.settle();
  expect(world.acts).toEqual(acts);
  await process.bury();
}

const cases: Readonly<Record<string, Case>> = {
  'a sleeping lane': {
    reach: async () => {
      const handle = await client().values.start('x', 'input', { send: { more: 'more' } });
      await until(['pass input']);
      return handle;
    },
    table: 'lanes',
    where: 'n = 1',
    wake: () => machine.pass(60_000),
    result: ['input', 'input', 'more'],
  },
  'a signal': {
    reach: async () => {
      const handle = await client().values.start('x', 'input');
      await until(['pass input']);
      await handle.more.send('more');
      return handle;
    },
    table: 'signals',
    where: 'n = 1',
    wake: () => machine.pass(60_000),
    result: ['input', 'input', 'more'],
  },
  'a task that was running': {
    reach: async () => {
      answers['charge'] = () => new Promise(() => {});
      const handle = await client().saga.start('x', 'order');
      await until(['charge order']);
      answers['charge'] = () => 'receipt';
      return handle;
    },
    table: 'lanes',
    where: 'n = 1',
    wake: () => machine.settle(),
    result: 'parcel',
  },
  'the result of a lane that is joined': {
    reach: async () => {
      answers['long-1'] = () => new Promise(() => {});
      answers['short'] = () => 'short';
      const handle = await client().lanes.start('x');
      await until(['long-1', 'short']);
      for (const name of ['long-1', 'long-2', 'long-3']) answers[name] = () => name;
      return handle;
    },
    table: 'lanes',
    where: "n = 1 and key = 'short'",
    wake: () => machine.settle(),
    result: { long: 'long-1 long-2 long-3', short: 'short' },
  },
};

test.each(Object.entries(cases))('of %s', async (_what, { reach, table, where, wake, result }) => {
  const handle = await reach();
  flip(table, where);
  await machine.spawn();
  await wake();
  await machine.pass(60_000);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^instance "x" cannot go on at "run\/.*resume the instance$/);
  expect(await handle.describe()).toMatchObject({
    status: 'parked',
    lanes: expect.arrayContaining([expect.objectContaining({ setAside: true })]),
  });
  expect((await handle.history()).at(-1)).toMatchObject({ outcome: 'failed', content: { value: { code: 'ENVELOPE_CORRUPT' } } });
  const acts = world.acts.length;

  const other = await client().saga.start('y', 'other');
  expect(await machine.until(other.result())).toBe('parcel');
  expect(world.acts.length - acts).toBe(2);

  flip(table, where);
  await handle.resume();
  expect(await machine.until(handle.result())).toEqual(result);
  expect(errors).toHaveLength(1);
});
