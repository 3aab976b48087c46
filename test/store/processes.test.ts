/** Several processes on one SQLite file. They run what the build made, as users' processes do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sqlite } from '@waystone/engine/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waystone-store-'));
  path = join(folder, 'orders.db');
});
afterEach(() => rm(folder, { recursive: true }));

const script = fileURLToPath(new URL('support/process.ts', import.meta.url));

/** Runs a process; `onLine` is told what it prints, and may end it. */
async function run(args: readonly string[], onLine: (line: string, kill: () => void) => void = () => undefined): Promise<number | null> {
  const child = spawn(process.execPath, [script, path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => onLine(line, () => child.kill('SIGKILL')));
  const [[code]] = await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return code as number | null;
}

describe('processes on one file', () => {
  test('may all make it at the same time', async () => {
    expect(await Promise.all(Array.from({ length: 6 }, () => run(['open'])))).toEqual([0, 0, 0, 0, 0, 0]);
    const store = sqlite(path);
    expect(await store.list({})).toEqual([]);
    await store.close();
  });

  test('share the work; every step is made once', async () => {
    const seen: string[] = [];
    const names = ['one', 'two', 'three'];
    const codes = await Promise.all(names.map((name) => run(['work', name, '100'], (line) => seen.push(line))));
    expect(codes).toEqual([0, 0, 0]);
    const expected = names.flatMap((name) => Array.from({ length: 300 }, (_, index) => `${name} ${Math.floor(index / 3)} ${index % 3}`));
    expect(seen.toSorted()).toEqual(expected.toSorted());
    const store = sqlite(path);
    expect(await store.list({ status: ['completed'], limit: 1_000 })).toHaveLength(300);
    await store.close();
  });

  test('that are killed have lost nothing that was confirmed', async () => {
    const confirmed: string[] = [];
    const code = await run(['work', 'mortal', '200'], (line, kill) => {
      confirmed.push(line);
      if (confirmed.length > 100) kill();
    });
    expect(code).toBeNull();
    const store = sqlite(path);
    const written = new Set<string>();
    for (const id of new Set(confirmed.map((line) => line.slice(0, line.lastIndexOf(' '))))) {
      for (const { seq } of await store.history(id)) written.add(`${id} ${seq}`);
    }
    expect(confirmed.filter((line) => !written.has(line))).toEqual([]);
    await store.close();
  });

  test('notice at once what the others do', async () => {
    const store = sqlite(path);
    await store.open();
    const ended = Promise.withResolvers<void>();
    const look = async (): Promise<void> => {
      if ((await store.list({ status: ['completed'], limit: 5 })).length === 5) ended.resolve();
    };
    store.notices.subscribe(({ kind }) => {
      if (kind === 'external') void look();
    });
    expect(await run(['work', 'other', '5'])).toBe(0);
    await ended.promise;
    await store.close();
  });
});
