/** A long life costs nothing: the hundred-thousandth step is like the thousandth. */
import { Worker, systemPorts } from '@waystone/engine';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStore } from '../../packages/engine/src/store/create-store.js';
import { SqliteDialect } from '../../packages/engine/src/store/sqlite/dialect.js';
import type { SqliteDriver } from '../../packages/engine/src/store/sqlite/driver.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { countStatements } from '../support/statements.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { MillWorkflow } from './fixtures/steps.workflow.js';

let store: Store;
let driver: SqliteDriver;

beforeEach(async () => {
  const dialect = new SqliteDialect({ path: ':memory:', synchronous: 'normal', busyTimeout: 1_000, ports: systemPorts });
  driver = dialect.kysely.createDriver() as SqliteDriver;
  store = createStore(dialect, systemPorts);
  await store.open();
});
afterEach(() => store.close());

/** Rows of every table, bytes of what lives, size of the database. */
function measure(): Readonly<Record<string, unknown>> {
  const { database } = driver;
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
  const rows = tables.map(({ name }) => [name, database.prepare(`select count(*) as n from "${String(name)}"`).get()?.['n']] as const);
  const bytes = database
    .prepare('select (select sum(length(envelope)) from lanes) + (select sum(length(envelope)) from statuses) as n')
    .get()?.['n'];
  return { ...Object.fromEntries(rows), bytes, pages: database.prepare('pragma page_count').get()?.['page_count'] };
}

test('a loop of a hundred thousand steps keeps its rows, its bytes and the statements of a step', async () => {
  const [early, late, stretch] = [1_000, 99_000, 100];
  const marks = [early, late].flatMap((mark) => Array.from({ length: 10 }, (_, index) => mark + index * stretch));
  const sizes = new Map<number, Readonly<Record<string, unknown>>>();
  const statements = new Map<number, number>();
  const count = countStatements();
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const world = {
    act: async (_name: string, turn: unknown) => {
      if (marks.includes(turn as number)) {
        statements.set(turn as number, count());
        sizes.set(turn as number, measure());
      }
      if (turn === 99_999) finish();
      return turn;
    },
  };
  // One heartbeat at the start and none in between. What else a worker asks every few seconds falls into few of the stretches.
  const worker = new Worker({ store, workflows: [workflows.mill(new MillWorkflow(world))], lease: '1h' });
  await worker.start();
  const handle = await clients(store).mill.start('m', 100_000);
  // Who waits for a result looks with every status; that is not to be counted.
  await finished;
  expect(await handle.result()).toEqual([99_996, 99_997, 99_998, 99_999]);
  await worker.stop();
  const leastFrom = (mark: number): number => {
    const counts = marks.filter((each) => each >= mark && each < mark + 10 * stretch).map((each) => statements.get(each) ?? NaN);
    return Math.min(...counts.slice(1).map((count, index) => count - (counts[index] ?? NaN)));
  };
  expect(leastFrom(late)).toBe(leastFrom(early));
  expect(leastFrom(early)).toBeGreaterThan(0);
  // Numbers above 2¹⁶ take two bytes more in CBOR: the turn, three carried ones, the argument, the status.
  const { bytes: bytesEarly, ...rowsEarly } = sizes.get(early) ?? {};
  const { bytes: bytesLate, ...rowsLate } = sizes.get(late) ?? {};
  expect(rowsLate).toEqual(rowsEarly);
  expect((bytesLate as number) - (bytesEarly as number)).toBe(2 * 6);
});
