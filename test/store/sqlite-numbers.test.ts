/** Numbers on SQLite: they come in blocks, and ascend in the order of commit whoever takes them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@waystone/engine/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClaimedLane, StepCommit, Store } from '../../packages/engine/src/store/store.js';
import { finished, keep, Lab } from './support/lab.js';

let folder: string;
let path: string;
let opened: Store[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waystone-numbers-'));
  path = join(folder, 'numbers.db');
  opened = [];
});

afterEach(async () => {
  for (const store of opened) await store.close();
  await rm(folder, { recursive: true });
});

function open(): Store {
  const store = sqlite(path);
  opened.push(store);
  return store;
}

function step(lane: ClaimedLane, seq: number, outcome: 'completed' | null = 'completed'): StepCommit {
  const history = finished(`run/${seq}`, { outcome: outcome as 'completed' });
  return { fence: { ...lane, seq }, then: keep(`run/${seq + 1}`), published: [], history };
}

async function nodesOf(store: Store): Promise<readonly string[]> {
  return (await store.history('i')).map(({ node }) => node);
}

const first = (count: number): readonly string[] => Array.from({ length: count }, (_, seq) => `run/${seq}`);

test('a step does not write where they come from', async () => {
  const store = open();
  const lane = await (await Lab.open(() => Promise.resolve(store))).begin('i');
  await store.commit(step(lane, 0));
  const reader = new DatabaseSync(path, { readOnly: true });
  const sequences = (): unknown => reader.prepare('select * from sequences').all();
  const before = sequences();
  for (let seq = 1; seq < 5; seq++) await store.commit(step(lane, seq));
  expect(sequences()).toEqual(before);
  reader.close();
});

test('ascend though two stores take them in turn, and a transaction of theirs is undone', async () => {
  const [one, other] = [open(), open()];
  const lane = await (await Lab.open(() => Promise.resolve(one))).begin('i');
  for (let seq = 0; seq < 12; seq++) {
    const store = seq % 3 === 2 ? other : one;
    if (seq === 6) await expect(store.commit(step(lane, seq, null))).rejects.toMatchObject({ code: 'STORE_REFUSED' });
    await store.commit(step(lane, seq));
  }
  expect(await nodesOf(other)).toEqual(first(12));
});

test('ascend though transactional tasks take them in between', async () => {
  const store = open();
  const lane = await (await Lab.open(() => Promise.resolve(store))).begin('i');
  for (let seq = 0; seq < 6; seq++) {
    if (seq % 2 === 0) await store.commit(step(lane, seq));
    else await store.commitTogether(() => Promise.resolve(step(lane, seq)));
  }
  expect(await nodesOf(store)).toEqual(first(6));
});
