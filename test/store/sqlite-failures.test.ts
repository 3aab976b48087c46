/** What can be wrong with a SQLite file: each a named error, nothing lost, and the store works once the cause is gone. */
import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqlite } from '@waystone/engine/sqlite';
import type { SqliteOptions } from '@waystone/engine/sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemPorts } from '../../packages/engine/src/ports.js';
import { createStore } from '../../packages/engine/src/store/create-store.js';
import { migrations } from '../../packages/engine/src/store/migrations/index.js';
import { SqliteDialect } from '../../packages/engine/src/store/sqlite/dialect.js';
import type { SqliteDriver } from '../../packages/engine/src/store/sqlite/driver.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { bytes, keep, Lab } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';

let folder: string;
let path: string;
const opened: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waystone-store-'));
  path = join(folder, 'orders.db');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await rm(folder, { recursive: true });
});

function use(options: SqliteOptions = {}, at = path): Store {
  const store = sqlite(at, options);
  opened.push(store);
  return store;
}

function labOn(store: Store): Promise<Lab> {
  return Lab.open(() => Promise.resolve(store));
}

/** A closed database with one started instance. */
async function makeDatabase(): Promise<void> {
  const store = use();
  await (await labOn(store)).start('kept');
  await store.close();
}

/** A store and the connection that it uses, to make it fail. */
function exposed(): { readonly store: Store; readonly execute: (text: string) => void } {
  const dialect = new SqliteDialect({ path, synchronous: 'full', busyTimeout: 5_000, ports: systemPorts });
  const store = createStore(dialect, systemPorts);
  opened.push(store);
  const driver = dialect.kysely.createDriver() as SqliteDriver;
  return { store, execute: (text) => driver.database.exec(text) };
}

describe('a path', () => {
  test('whose folder is not there is made', async () => {
    const deep = join(folder, 'some', 'where', 'orders.db');
    await use({}, deep).open();
    expect((await stat(deep)).isFile()).toBe(true);
  });

  test.each(['', 'a\u0000b', 'postgres://ann:secret@db/orders', 'mysql://db/orders'])('that can be none is refused: %j', (none) => {
    const refused = expect.objectContaining({ code: 'OPTION_INVALID', message: expect.not.stringContaining('secret') });
    expect(() => sqlite(none)).toThrow(refused);
  });

  test('that is too long is refused by name', async () => {
    await expect(use({}, join(folder, 'x'.repeat(5_000))).open()).rejects.toMatchObject({ code: 'STORE_PATH' });
  });

  test('that is a folder is refused until it is none', async () => {
    await mkdir(path);
    const store = use();
    await expect(store.open()).rejects.toMatchObject({ code: 'STORE_PATH', message: expect.stringContaining('it is a folder') });
    await expect(store.find('x')).rejects.toMatchObject({ code: 'STORE_PATH' });
    await rm(path, { recursive: true });
    expect(await store.find('x')).toBeUndefined();
  });

  test('whose folder is a file is refused', async () => {
    await writeFile(path, 'file');
    await expect(use({}, join(path, 'orders.db')).open()).rejects.toMatchObject({ code: 'STORE_PATH' });
  });
});

test('a Node without SQLite is told so', async () => {
  const builtin = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
  await expect(use().open()).rejects.toMatchObject({ code: 'NODE_TOO_OLD', message: expect.stringContaining(process.versions.node) });
  builtin.mockRestore();
  await use().open();
});

test.each([
  [{ synchronous: 'off' }, `option synchronous is "off"; give 'full' or 'normal'`],
  [{ busyTimeout: '5s' }, 'option busyTimeout is "5s"; give a number of milliseconds, at least 0'],
  [{ busyTimeout: -1 }, 'option busyTimeout is -1; give a number of milliseconds, at least 0'],
])('an impossible option is refused: %j', (wrong, message) => {
  expect(() => use(wrong as never)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID', message }));
});

describe('a file', () => {
  test('that is no database is refused and not touched', async () => {
    await writeFile(path, 'to do: buy milk\n'.repeat(100));
    await expect(use().open()).rejects.toMatchObject({ code: 'STORE_CORRUPT', retryable: false });
    expect(await readFile(path, 'utf8')).toBe('to do: buy milk\n'.repeat(100));
  });

  test('of another application is refused and not touched', async () => {
    const other = new DatabaseSync(path);
    other.exec("create table migrations (version integer); create table notes (text text); insert into notes values ('mine')");
    other.close();
    const before = await readFile(path);
    await expect(use().open()).rejects.toMatchObject({ code: 'STORE_FOREIGN' });
    expect(await readFile(path)).toEqual(before);
  });

  test('of a store takes tables of others, once it is made', async () => {
    await makeDatabase();
    const other = new DatabaseSync(path);
    other.exec('create table notes (text text)');
    other.close();
    await use().open();
  });

  test('whose header is damaged is refused', async () => {
    await makeDatabase();
    const content = await readFile(path);
    await writeFile(path, content.fill(0xff, 0, 16));
    await expect(use().open()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });

  test.each([1, 4_096, 20_000])('that was cut off by %i bytes is refused', async (cut) => {
    await makeDatabase();
    await truncate(path, (await stat(path)).size - cut);
    await expect(use().open()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });

  test('that is damaged inside is refused, until it is restored', async () => {
    await makeDatabase();
    const healthy = await readFile(path);
    await writeFile(path, Buffer.from(healthy).fill(0xaa, 4_096));
    const store = use();
    await expect(store.open()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    await writeFile(path, healthy);
    expect(await store.find('kept')).toMatchObject({ id: 'kept' });
  });

  test('of a newer release is refused, unless that release says otherwise', async () => {
    await makeDatabase();
    const known = migrations.length;
    const newer = new DatabaseSync(path);
    newer.exec(`insert into migrations values (${known + 1}, 'add-labels', 1, 0)`);
    expect(await use().find('kept')).toMatchObject({ id: 'kept' });
    newer.exec(`insert into migrations values (${known + 2}, 'split-lanes', 0, 0)`);
    newer.close();
    await expect(use().open()).rejects.toMatchObject({ code: 'STORE_NEWER', version: known + 2, known });
  });
});

describe('a full disk', () => {
  test('fails what does not fit, loses nothing, and is over once there is room', async () => {
    const { store, execute } = exposed();
    const lab = await labOn(store);
    const main = await lab.begin('a');
    execute('pragma max_page_count = 1');
    const large = { kind: 'keep', node: 'run/large', envelope: new Uint8Array(100_000) } as const;
    const refused = await Promise.allSettled([lab.commit(main, large), lab.start('b', { input: new Uint8Array(100_000) })]);
    expect(refused).toEqual(
      refused.map(() => ({ status: 'rejected', reason: expect.objectContaining({ code: 'STORE_FULL', retryable: true }) })),
    );
    expect(await lab.lane('a', '')).toMatchObject({ seq: 0 });
    expect(await store.find('b')).toBeUndefined();
    execute('pragma max_page_count = 1000000');
    expect(await lab.commit(main, large)).toMatchObject({ status: 'applied', kept: true });
    expect(await lab.start('b')).toMatchObject({ status: 'started' });
  });
});

describe('a database that may only be read', () => {
  test('can be read; writes fail and work again later', async () => {
    const { store, execute } = exposed();
    const lab = await labOn(store);
    const main = await lab.begin('a');
    execute('pragma query_only = 1');
    await expect(lab.commit(main, keep('run/one'))).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
    expect(await lab.find('a')).toMatchObject({ status: 'running' });
    execute('pragma query_only = 0');
    expect(await lab.commit(main, keep('run/one'))).toMatchObject({ status: 'applied' });
  });
});

describe('a lock of another process', () => {
  test('is waited for; then it is named; then it is over', async () => {
    const store = use({ busyTimeout: 50 });
    const lab = await labOn(store);
    const main = await lab.begin('a');
    const other = new DatabaseSync(path);
    other.exec('begin exclusive');
    const late = await Promise.allSettled([lab.commit(main, keep('run/one')), lab.send('a', 'go', 'x'), lab.start('b')]);
    expect(late).toEqual(
      late.map(() => ({ status: 'rejected', reason: expect.objectContaining({ code: 'STORE_LOCKED', retryable: true }) })),
    );
    expect(await lab.find('a'), 'readers do not wait for writers').toMatchObject({ status: 'running' });
    other.exec('rollback');
    other.close();
    expect(await lab.commit(main, keep('run/one'))).toMatchObject({ status: 'applied' });
  });

  test('that ends in time only delays', async () => {
    const clock = new ManualClock();
    const lab = await labOn(use({ ports: portsWith(clock) }));
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    const waits = clock.nextTimer();
    const started = lab.start('a');
    await waits;
    other.exec('commit');
    other.close();
    clock.pass(100);
    expect(await started).toMatchObject({ status: 'started' });
  });

  test('while the database is made is named too', async () => {
    const other = new DatabaseSync(path);
    other.exec('begin exclusive; create table t (x)');
    const store = use({ busyTimeout: 50 });
    await expect(store.open()).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    other.exec('rollback');
    other.close();
    await store.open();
  });
});

describe('two stores on one file', () => {
  test('see what the other did, take turns, and claim every lane once', async () => {
    const [one, two] = [await labOn(use()), await labOn(use())];
    await Promise.all(Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? one : two).start(`i${index}`)));
    const claims = await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : two).claim(7)));
    const claimed = claims.flat();
    expect(new Set(claimed.map(({ instanceId }) => instanceId)).size).toBe(200);
    expect(claimed).toHaveLength(200);
    const results = await Promise.all(claimed.map((lane) => (lane.owner === one.worker ? one : two).commit(lane, keep('run/one'))));
    expect(results.every(({ status }) => status === 'applied')).toBe(true);
  });

  test('know the routes that the other made', async () => {
    const [one, two] = [await labOn(use()), await labOn(use())];
    await one.start('a', { queue: 'late' });
    const claimed = await two.store.claim({ owner: two.worker, graphs: ['order-hash'], queues: ['late'], limit: 1 });
    expect(claimed).toHaveLength(1);
    await two.start('b', { queue: 'late', input: bytes('x') });
    expect(await one.store.nextDue({ graphs: ['order-hash'], queues: ['late'] })).toBeDefined();
  });
});
