/** A purge by a client: many batches, histories longer than one transaction takes, and a limit. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '@waystone/engine';
import { end, finished, Lab } from './support/lab.js';

let folder: string;
let lab: Lab;
/** How many times it was asked to delete some. */
let asked: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waystone-store-'));
  lab = await Lab.open((ports) => Promise.resolve(sqlite(join(folder, 'orders.db'), { ports })));
  asked = 0;
});
afterEach(async () => {
  await lab.store.close();
  await rm(folder, { recursive: true });
});

function client(): Client {
  const watched: Store = new Proxy(lab.store, {
    get(target, name) {
      if (name === 'purge') asked += 1;
      return Reflect.get(target, name, target) as unknown;
    },
  });
  return new Client(watched);
}

async function ended(count: number, rows: (index: number) => number = () => 1): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `i${index}`);
  await Promise.all(ids.map((id) => lab.start(id)));
  const lanes = await lab.claim(count);
  await Promise.all(lanes.map((lane) => lab.commit(lane, end(), { history: finished('run/work') })));
  const database = new DatabaseSync(join(folder, 'orders.db'));
  for (const [index, { n }] of lanes.entries()) lengthen(database, n, rows(index));
  database.close();
}

/** As if it had gone round a loop so many times. */
function lengthen(database: DatabaseSync, n: number, rows: number): void {
  const columns = database
    .prepare("select name from pragma_table_info('history')")
    .all()
    .map(({ name }) => String(name));
  const values = columns.map((name) => (name === 'ordinal' ? 'h.ordinal + turns.turn * 1000000' : `h."${name}"`));
  database.exec(
    `with recursive turns(turn) as (select 1 where ${rows} > 1 union all select turn + 1 from turns where turn < ${rows - 1})
     insert into history (${columns.map((name) => `"${name}"`).join(', ')}) select ${values.join(', ')} from history h, turns where h.n = ${n}`,
  );
}

const endedBefore = new Date('2100-01-01');

async function rowsLeft(): Promise<number> {
  const database = new DatabaseSync(join(folder, 'orders.db'));
  const [row] = database.prepare('select (select count(*) from history) + (select count(*) from instances) as rows').all();
  database.close();
  return Number(row?.['rows']);
}

test('deletes all there is, a hundred at a time', async () => {
  await ended(250);
  expect(await client().purge({ endedBefore, dryRun: true })).toEqual({ instances: 250 });
  expect(asked).toBe(0);
  expect(await client().purge({ endedBefore })).toEqual({ instances: 250 });
  expect(asked).toBe(3);
  expect(await rowsLeft()).toBe(0);
});

test('deletes long histories alone, piece by piece', async () => {
  await ended(12, (index) => (index === 3 ? 25_000 : index === 7 ? 3_000 : 5));
  expect(await client().purge({ endedBefore })).toEqual({ instances: 12 });
  // All of them; the two long ones; and of the longest 10,000 rows at a time.
  expect(asked).toBe(4);
  expect(await rowsLeft()).toBe(0);
});

test('deletes no more than it is told to, those that began first', async () => {
  await ended(5);
  expect(await client().purge({ endedBefore, limit: 3 })).toEqual({ instances: 3 });
  expect((await lab.store.list({})).map(({ id }) => id)).toEqual(['i4', 'i3']);
});

test('deletes of one workflow, and says of a name that is none what was probably meant', async () => {
  await ended(1);
  await expect(client().purge({ endedBefore, workflow: 'oder' })).rejects.toMatchObject({
    code: 'WORKFLOW_UNKNOWN',
    message: expect.stringContaining('known: order; did you mean order?'),
  });
  expect(await client().purge({ endedBefore, workflow: 'order' })).toEqual({ instances: 1 });
});

test.each([
  [{}, 'INSTANT_INVALID'],
  [{ endedBefore: 'yesterday' }, 'INSTANT_INVALID'],
  [{ endedBefore, limit: 0 }, 'OPTION_INVALID'],
  [{ endedBefore, status: ['live'] }, 'OPTION_INVALID'],
  [{ endedBefore, status: [] }, 'OPTION_INVALID'],
  [{ endedBefore, dryRun: 'yes' }, 'OPTION_INVALID'],
  [{ endedBefore, workflows: ['order'] }, 'OPTION_INVALID'],
])('deletes nothing when it is told %j', async (options, code) => {
  await ended(1);
  await expect(client().purge(options as never)).rejects.toMatchObject({ code });
  expect(asked).toBe(0);
});
