/** Writes of other processes are noticed at once, our own are not, and nobody asks more often than needed. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@waystone/engine/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Notice } from '../../packages/engine/src/store/notices.js';
import { watchWrites } from '../../packages/engine/src/store/sqlite/watch.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { Lab, order } from './support/lab.js';
import { ManualClock } from './support/manual-clock.js';

let folder: string;
const opened: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waystone-store-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await rm(folder, { recursive: true });
});

function use(): Store {
  const store = sqlite(join(folder, 'orders.db'));
  opened.push(store);
  return store;
}

function nextExternal(store: Store): Promise<Notice> {
  return new Promise((resolve) => {
    const unsubscribe = store.notices.subscribe((notice) => {
      if (notice.kind !== 'external') return;
      unsubscribe();
      resolve(notice);
    });
  });
}

describe('notices', () => {
  test('tell of what another connection wrote', async () => {
    const [reader, writer] = [use(), use()];
    await reader.open();
    const noticed = nextExternal(reader);
    await writer.join({ name: 'w', graphs: [order], leaseMs: 1 });
    expect(await noticed).toEqual({ kind: 'external' });
  });

  test('start with the first use, whenever one subscribed', async () => {
    const [reader, writer] = [use(), use()];
    const noticed = nextExternal(reader);
    await reader.open();
    await writer.join({ name: 'w', graphs: [order], leaseMs: 1 });
    await noticed;
  });

  test('call nothing external that this store wrote', async () => {
    const [store, other] = [use(), use()];
    const lab = await Lab.open(() => Promise.resolve(store));
    for (let index = 0; index < 50; index++) await lab.start(`i${index}`);
    // What the other one writes is noticed last, so everything before it was seen.
    const noticed = nextExternal(store);
    await other.open();
    await other.join({ name: 'other', graphs: [], leaseMs: 1 });
    await noticed;
    expect(lab.notices.filter(({ kind }) => kind === 'external')).toHaveLength(1);
  });

  test('are given to no listener that unsubscribed', async () => {
    const store = use();
    const seen: Notice[] = [];
    const unsubscribe = store.notices.subscribe((notice) => seen.push(notice));
    const lab = await Lab.open(() => Promise.resolve(store));
    unsubscribe();
    unsubscribe();
    await lab.start('a');
    expect(seen).toEqual([]);
    expect(lab.notices).toContainEqual({ kind: 'ready' });
  });
});

describe('the watch', () => {
  test('asks less than once a second while nobody writes, and notices what it was not told', () => {
    const clock = new ManualClock();
    let questions = 0;
    let version = 1;
    let changes = 0;
    const stop = watchWrites({
      path: join(folder, 'absent.db'),
      clock,
      version: () => {
        questions += 1;
        return version;
      },
      changed: () => (changes += 1),
    });
    for (let second = 0; second < 60; second++) clock.pass(1_000);
    expect(questions).toBeLessThan(60);
    expect(changes).toBe(0);
    version = 2;
    clock.pass(2_000);
    expect(changes).toBe(1);
    stop();
    version = 3;
    clock.pass(60_000);
    expect(changes).toBe(1);
  });

  test('looks again for a commit that shows later than the bytes of its write', async () => {
    const path = join(folder, 'slow-disk.db');
    await writeFile(`${path}-wal`, '');
    const clock = new ManualClock();
    let version = 1;
    let changes = 0;
    const stop = watchWrites({ path, clock, version: () => version, changed: () => (changes += 1) });
    const told = clock.nextTimer();
    await writeFile(`${path}-wal`, 'bytes');
    await told;
    clock.pass(1);
    expect(changes).toBe(0);
    version = 2;
    clock.pass(1);
    expect(changes).toBe(1);
    stop();
  });

  test('answers a storm of writes with few questions', async () => {
    const store = use();
    await store.open();
    const clock = new ManualClock();
    let questions = 0;
    const told = Promise.withResolvers<void>();
    const stop = watchWrites({
      path: join(folder, 'orders.db'),
      clock: {
        now: () => clock.now(),
        after: (ms, wake) => {
          if (ms < 100) told.resolve();
          return clock.after(ms, wake);
        },
      },
      version: () => (questions += 1),
      changed: () => undefined,
    });
    for (let index = 0; index < 100; index++) await store.join({ name: `w${index}`, graphs: [], leaseMs: 1 });
    await told.promise;
    for (let millisecond = 0; millisecond < 10; millisecond++) clock.pass(1);
    stop();
    // One as the watch begins, and after one, two, four and eight milliseconds.
    expect(questions).toBeLessThanOrEqual(5);
  });
});
