/** The conformance suite on SQLite, in memory and in a file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@waystone/engine/sqlite';
import { afterAll, afterEach } from 'vitest';
import type { Store } from '../../packages/engine/src/store/store.js';
import { exerciseStore } from './exercise.js';

const folder = await mkdtemp(join(tmpdir(), 'waystone-store-'));
const opened: Store[] = [];
let files = 0;

function remember(store: Store): Promise<Store> {
  opened.push(store);
  return Promise.resolve(store);
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});
afterAll(() => rm(folder, { recursive: true }));

exerciseStore('SQLite in memory', (ports) => remember(sqlite(':memory:', { ports })));
exerciseStore('SQLite in a file', (ports) => remember(sqlite(join(folder, `${files++}.db`), { ports })));
