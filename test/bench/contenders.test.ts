/** The contenders that need nothing installed answer what every contender is asked, and what they answer makes a table. */
import { execFileSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type * as batches from '../measure/src/programs/batches.js';
import type * as sqlitePlaces from '../measure/src/site/sqlite.js';
import type * as arenas from './src/arena.js';
import { Findings } from './src/findings/findings.js';
import { markdownReport, textReport } from './src/findings/report.js';
import type { Report } from './src/findings/report.js';
import { lineup } from './src/lineup.js';
import type * as lineups from './src/lineup.js';

const built = new URL('dist/bench/src/', import.meta.url);

function load<Module>(path: string): Promise<Module> {
  return import(new URL(path, built).href) as Promise<Module>;
}

beforeAll(() => {
  execFileSync('tsc', ['-p', fileURLToPath(new URL('tsconfig.own.json', import.meta.url))], { shell: process.platform === 'win32' });
});

let arena: arenas.Arena | undefined;
afterEach(async () => {
  await arena?.close();
  arena = undefined;
});

async function openArena(name: string): Promise<arenas.Arena> {
  const { Arena } = await load<typeof arenas>('arena.js');
  const { lineup } = await load<typeof lineups>('lineup.js');
  const { sqliteDatabase } = await load<typeof sqlitePlaces>('../../measure/src/site/sqlite.js');
  const entrant = lineup.find((one) => one.name === name);
  if (!entrant) throw new Error(`${name} is not in the lineup`);
  arena = await Arena.open(entrant, sqliteDatabase);
  return arena;
}

test.each(['waystone', 'bare'])('%s takes steps and forks', async (name) => {
  const program = await (await openArena(name)).program('both');

  expect(await program.ask('chains', { instances: 3, steps: 4 })).toBeGreaterThan(0);
  expect(await program.ask('steps', 5)).toHaveLength(5);
  expect(await program.ask('forks', { lanes: 2, times: 3 })).toHaveLength(3);
});

test('a worker in another process goes on after a start, a signal and a sleep', async () => {
  const open = await openArena('waystone');
  await open.program('worker');
  const client = await open.program('client');

  expect(await client.ask('starts', 1)).toHaveLength(1);
  expect(await client.ask('signals', 1)).toHaveLength(1);
  expect(await client.ask('timers', { count: 2, sleepMs: 10 })).toHaveLength(2);
});

test('another worker goes on after one was killed', async () => {
  const open = await openArena('waystone');
  const killed = await open.program('both', { leaseMs: 200 });
  await killed.ask('begin', { steps: 1_000_000, after: 5 });
  await killed.kill();

  const next = await open.program('both', { leaseMs: 200 });

  expect(await next.ask('goesOn')).toBeGreaterThan(0);
});

test('the bare loop stores as many bytes as a step', async () => {
  const open = await openArena('waystone');
  const program = await open.program('both');
  await program.ask('begin', { steps: 1_000_000, after: 50 });
  await program.kill();
  const { address } = open.place;
  if (address.kind !== 'sqlite') throw new Error('the arena is not on SQLite');
  const stored = new DatabaseSync(address.path);
  const bytesIn = (table: string) =>
    stored.prepare(`select length(envelope) as bytes from ${table} order by seq desc limit 1`).get()?.['bytes'];
  const [continuation, result] = [bytesIn('lanes'), bytesIn('history')];
  stored.close();

  const { rowOf } = await load<typeof batches>('../../measure/src/programs/batches.js');
  const row = rowOf(1, 1);

  expect(row.outcome).toHaveLength(Number(result));
  // Numbers of the loop take more bytes as it goes on.
  expect(Math.abs(row.envelope.length - Number(continuation))).toBeLessThan(10);
});

test('a table compares medians of rounds, turn by turn, and says what is missing and why', async () => {
  const rate = (samples: readonly number[]) => [{ what: 'steps', unit: '/s' as const, samples }];
  const time = (samples: readonly number[]) => [{ what: 'a step', unit: 'ms' as const, samples }];
  const found = new Findings('SQLite');
  found.add('waystone', 0, [...rate([500, 600, 900]), ...time([2])]);
  found.add('waystone', 1, rate([300]));
  found.add('bare', 0, [...rate([1_000]), ...time([1])]);
  found.add('bare', 1, rate([1_000]));
  found.fail('DBOS', 'steps', 'it is not here');
  const entrants = lineup.filter(({ name }) => name === 'waystone' || name === 'bare');
  const report: Report = { entrants, findings: [found], rounds: 2 };

  const text = textReport(report);
  const markdown = await markdownReport(report);

  expect(text).toMatch(/^steps +600\/s \[300–600\] +1,000\/s +0\.6×/mu);
  expect(text).toMatch(/^a step +2 ms +1 ms +2×/mu);
  expect(text).toContain('DBOS, steps: it is not here');
  expect(markdown).toContain('| steps | 600/s [300–600] | 1,000/s | 0.6× |  |');
  expect(markdown).toContain('2 rounds');
});
