/** The simulator itself: some scenarios, the same ones in every run of the tests; that a seed repeats exactly; that failures shrink. */
import { afterAll, describe, expect, test } from 'vitest';
import { SqliteFiles } from './machine/sqlite.js';
import { drawPlan } from './plan/draw-plan.js';
import { Programs } from './programs.js';
import { simulate, type Verdict } from './run.js';
import { shrink } from './shrink.js';

const tools = { databases: new SqliteFiles(), programs: new Programs() };
afterAll(() => tools.databases.close());

async function traced(seed: number): Promise<{ readonly verdict: Verdict; readonly trace: readonly string[] }> {
  const trace: string[] = [];
  const verdict = await simulate(drawPlan(seed), { ...tools, trace: (line) => void trace.push(line) });
  return { verdict, trace };
}

const seeds = Array.from({ length: 20 }, (_, index) => 343_773 + index);

test('twenty scenarios violate nothing', async () => {
  for (const seed of seeds) expect({ seed, ...(await simulate(drawPlan(seed), tools)) }).toMatchObject({ seed, violations: [] });
});

describe('a seed', () => {
  test('gives the same plan', () => {
    expect(drawPlan(8_127)).toEqual(drawPlan(8_127));
    expect(drawPlan(8_127)).not.toEqual(drawPlan(8_128));
  });

  test.each(seeds.slice(0, 5))('gives the same run, step by step: %i', async (seed) => {
    const first = await traced(seed);
    expect(first.trace.length).toBeGreaterThan(100);
    expect((await traced(seed)).trace).toEqual(first.trace);
  });
});

test('a failure shrinks to what it needs', async () => {
  // Nothing comes of an instance whose only worker died for good.
  const plan = drawPlan(1);
  const dying = {
    ...plan,
    workers: plan.workers.slice(0, 1).map((worker) => ({ ...worker, build: 0 as const, plays: [] })),
    clients: plan.clients.slice(0, 1).map((client) => ({ ...client, plays: plan.cases.map(({ id }) => id) })),
    cases: plan.cases.map((one) => ({ ...one, build: 0 as const })),
    faults: [
      ...plan.faults.filter(({ place }) => place.startsWith('client')),
      { place: 'worker 0', on: 'commit', nth: 2, side: 'after', deed: { kind: 'die', restartMs: 1e9 } } as const,
    ],
  };
  const { violations, steps } = await simulate(dying, tools);
  expect(violations.map(({ invariant }) => invariant)).toContain('run');
  const found = { plan: dying, violations, steps };
  expect(await shrink(found, tools, () => true)).toBe(found);
  const smallest = await shrink(found, tools);
  expect(smallest.plan.cases).toHaveLength(1);
  expect(smallest.plan.clients).toHaveLength(1);
  expect(smallest.plan.faults).toMatchObject([{ place: 'worker 0', deed: { kind: 'die' } }]);
  expect(smallest.plan.wildSteps).toBe(0);
});
