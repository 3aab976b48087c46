/** A store that cannot be used for a while: one clear error, nothing lost, nothing done twice, and work goes on by itself. */
import { DatabaseSync } from 'node:sqlite';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreRefusedError } from '@waystone/core';
import { Worker, systemPorts } from '@waystone/engine';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createStore } from '../../packages/engine/src/store/create-store.js';
import { SqliteDialect } from '../../packages/engine/src/store/sqlite/dialect.js';
import type { SqliteDriver } from '../../packages/engine/src/store/sqlite/driver.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { SagaWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

let folder: string;
let path: string;
let store: Store;
let driver: SqliteDriver;
let worker: Worker;
let world: Recorder;
let logged: { level: string; message: string }[];
let onLog: () => void;
let answers: Record<string, (...args: never[]) => unknown>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waystone-'));
  path = join(folder, 'orders.db');
  const dialect = new SqliteDialect({ path, synchronous: 'normal', busyTimeout: 50, ports: systemPorts });
  driver = dialect.kysely.createDriver() as SqliteDriver;
  store = createStore(dialect, systemPorts);
  logged = [];
  onLog = () => {};
  const log = (level: string) => (message: string) => {
    logged.push({ level, message });
    onLog();
  };
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  answers = { charge: () => 'receipt', ship: () => 'parcel' };
  world = new Recorder(answers);
  worker = new Worker({ store, workflows: [workflows.saga(new SagaWorkflow(world))], logger });
});
afterEach(async () => {
  await worker.stop();
  await store.close();
  await rm(folder, { recursive: true });
});

/** Resolves once something of that level was logged. */
async function logs(level: string): Promise<string> {
  for (;;) {
    const found = logged.find((entry) => entry.level === level);
    if (found) return found.message;
    await new Promise<void>((resolve) => (onLog = resolve));
  }
}

const outages: Readonly<Record<string, () => () => void>> = {
  STORE_FULL: () => {
    driver.database.exec('pragma max_page_count = 1');
    return () => driver.database.exec('pragma max_page_count = 1000000');
  },
  STORE_READ_ONLY: () => {
    driver.database.exec('pragma query_only = 1');
    return () => driver.database.exec('pragma query_only = 0');
  },
  STORE_LOCKED: () => {
    const other = new DatabaseSync(path);
    other.exec('begin exclusive');
    return () => other.close();
  },
};

const causes: Readonly<Record<string, RegExp>> = { STORE_FULL: /full/, STORE_READ_ONLY: /cannot be written/, STORE_LOCKED: /locked/ };

test.each(Object.keys(outages))('%s while tasks run', async (code) => {
  let end = (): void => {};
  // Large, so that its commit needs room.
  answers['charge'] = () => 'receipt'.repeat(20_000);
  answers['ship'] = () => {
    end = outages[code]?.() ?? end;
    return 'parcel'.repeat(20_000);
  };
  await worker.start();
  const first = await clients(store).saga.start('first', 'order');
  const message = await logs('error');
  expect(message).toMatch(causes[code] ?? /never/);
  end();
  expect(await first.result()).toBe('parcel'.repeat(20_000));
  expect(await logs('info')).toBe('the store can be used again');
  expect(world.acts).toEqual(['charge order', 'ship order']);
  answers['ship'] = () => 'parcel';
  const second = await clients(store).saga.start('second', 'again');
  expect(await second.result()).toBe('parcel');
  expect(logged.filter(({ level }) => level === 'error')).toHaveLength(1);
});

test('a worker whose start failed can be started again', async () => {
  const end = outages['STORE_LOCKED']?.();
  const starts = [worker.start(), worker.start()];
  for (const start of starts) await expect(start).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  expect(worker.health().state).toBe('stopped');
  await expect(worker.start()).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  end?.();
  await worker.start();
  expect(worker.health().state).toBe('ready');
  const handle = await clients(store).saga.start('first', 'order');
  expect(await handle.result()).toBe('parcel');
});

describe('a step that the database refuses', () => {
  test('is set aside and not tried again and again; others go on; resume tries again', async () => {
    let refuses = true;
    const commit = store.commit;
    const commits = vi.spyOn(store, 'commit').mockImplementation((step) => {
      const isRefused = refuses && step.then.kind === 'keep' && step.then.node.includes('ship');
      return isRefused ? Promise.reject(new StoreRefusedError(path, 'constraint')) : commit(step);
    });
    await worker.start();
    const handle = await clients(store).saga.start('a', 'order');
    expect(await logs('error')).toMatch(/^instance "a" cannot go on at "run\/charge": .* refused a write: constraint/);
    refuses = false;
    const other = await clients(store).saga.start('b', 'other');
    expect(await other.result()).toBe('parcel');
    expect(await handle.describe()).toMatchObject({ status: 'parked' });
    expect(commits.mock.calls.filter(([step]) => step.then.kind === 'setAside')).toHaveLength(1);
    await handle.resume();
    expect(await handle.result()).toBe('parcel');
    // The step was not committed, so its task was performed again: at least once, with the same key.
    expect(world.count('charge order')).toBe(2);
  });
});

test('a store that the program closes before the worker is said to be closed, once', async () => {
  answers['charge'] = () => store.close().then(() => 'receipt');
  await worker.start();
  await clients(store).saga.start('a', 'order');
  expect(await logs('error')).toContain('the store was closed before the worker was stopped');
  await worker.stop();
  expect(logged).toHaveLength(1);
});
