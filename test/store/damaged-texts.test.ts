/** JSON in columns of text has no checksum: what is not what was written there is an error with a name, and all else works. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseTags, StoreCorruptError } from '@waystone/core';
import { Client } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHistory } from '../../packages/engine/src/client/records.js';
import { createCodec } from '../../packages/engine/src/codec/index.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { fromText, textOf } from '../../packages/engine/src/tags.js';
import { end, finished, keep, Lab, order } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';

const marks = [
  { point: 'run/decide', kind: 'branch', label: 'decide' },
  { point: 'run/decide/high', kind: 'case', label: 'high' },
];

/** A text, changed in one place, or anything. */
function damaged(text: string): fc.Arbitrary<string> {
  const changed = fc
    .tuple(fc.nat(text.length - 1), fc.nat(12), fc.string({ maxLength: 3 }))
    .map(([at, count, more]) => text.slice(0, at) + more + text.slice(at + count));
  return fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `[${json}]`),
    changed,
  );
}

/** What was read, or the name of what was thrown. */
function attempt<Value>(read: () => Value): Value | 'damaged' {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreCorruptError);
    return 'damaged';
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

describe('any text in the column of', () => {
  test('tags is a list of texts or refused', () => {
    const holds = (text: string): void => {
      const read = attempt(() => fromText(text, 'the database'));
      if (read === 'damaged') return;
      expect(read).toEqual(text === '' ? [] : JSON.parse(text));
      expect(read.every(isText)).toBe(true);
    };
    fc.assert(fc.property(damaged('["big","gpu"]'), holds), { numRuns: 1_000 });
  });

  test('what was passed is a list of cases and turns, or the item says that it cannot be read', () => {
    const row = { ...finished('run/a'), lane: '', seq: 1, worker: 1 };
    const codec = createCodec();
    const holds = (text: string): void => {
      const [item] = openHistory([{ ...row, marks: text }], codec);
      if (item?.unreadable !== undefined) {
        expect(item).toMatchObject({ node: 'run/a', passed: [] });
        return;
      }
      expect(item?.passed).toEqual(JSON.parse(text));
      for (const { point, kind, label } of item?.passed ?? []) expect([point, kind, label].every(isText)).toBe(true);
    };
    fc.assert(fc.property(damaged(JSON.stringify(marks)), holds), { numRuns: 1_000 });
  });
});

test('tags of any letters come back as they were', () => {
  const tag = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(tag), (given) => {
      const tags = parseTags(given);
      expect(fromText(textOf(tags), 'the database')).toEqual(tags);
    }),
  );
});

describe('in a database', () => {
  let folder: string;
  let path: string;
  const clock = new ManualClock();
  const opened: Store[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waystone-store-'));
    path = join(folder, 'orders.db');
    const lab = await Lab.open(() => Promise.resolve(use()), clock);
    await lab.store.join({ name: 'other', graphs: [order], queues: ['default'], leaseMs: 10_000 });
    await lab.commit(await lab.begin('ended'), end(), { history: finished('run/a', { marks: JSON.stringify(marks) }) });
    await lab.start('ready', { tags: ['gpu'] });
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await rm(folder, { recursive: true });
  });

  /** A store that has read nothing yet. */
  function use(): Store {
    const store = sqlite(path, { ports: portsWith(clock) });
    opened.push(store);
    return store;
  }

  function write(table: string, column: string, text: unknown): void {
    const database = new DatabaseSync(path);
    database.prepare(`update ${table} set ${column} = ? where ${column} is not null and ${column} <> ''`).run(text as string);
    database.close();
  }

  const columns = [
    ['routes', 'tags', (store: Store) => store.list({ tags: ['gpu'] })],
    ['workers', 'serves', (store: Store) => store.find('ready')],
  ] as const;

  test.each(columns)('%s.%s that was changed is refused by name, until it is mended', async (table, column, read) => {
    const database = new DatabaseSync(path);
    const [written] = database.prepare(`select ${column} as text from ${table} where ${column} <> ''`).all();
    database.close();
    const before = await read(use());
    for (const text of ['{', 'null', '[1]', '{"graphs": 1}', String(written?.['text']).slice(1)]) {
      write(table, column, text);
      await expect(read(use()), text).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
      // What does not need it is read.
      expect(await use().history('ended')).toHaveLength(1);
    }
    write(table, column, written?.['text']);
    expect(await read(use())).toEqual(before);
  });

  test('a row of history that was changed says so, and the others are shown', async () => {
    const lab = await Lab.open(() => Promise.resolve(use()), clock);
    const other = await lab.begin('other');
    await lab.commit(other, keep('run/b'), { history: finished('run/a', { marks: JSON.stringify(marks) }) });
    await lab.commit({ ...other, seq: other.seq + 1 }, end(), { history: finished('run/b') });
    write('history', 'marks', '[1]');
    expect(await new Client(use()).handle('other').history()).toMatchObject([
      {
        node: 'run/a',
        passed: [],
        unreadable: expect.stringMatching(/the branches and loops .* after "run\/a" are not what Waystone writes/),
      },
      { node: 'run/b', outcome: 'completed', passed: [] },
    ]);
  });
});
