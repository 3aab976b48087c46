/**
 * The oracle on random programs. A failure prints the seed; `WAYSTONE_SEED=8127 npx vitest run test/compiler/random.test.ts`
 * begins there, and the program stands in `test/compiler/random/src`.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, formatDiagnostics } from '@waystone/codegen';
import type { Program } from '@waystone/core/runtime';
import { afterAll, expect, test } from 'vitest';
import { RandomProgram } from './support/random-program.js';
import { runByAdvance } from './support/run-by-advance.js';
import { runPlainly, type WorkflowClass } from './support/run-plainly.js';

const firstSeed = Number(process.env['WAYSTONE_SEED'] ?? 1);
const count = Number(process.env['WAYSTONE_PROGRAMS'] ?? 60);
const inputs = [0, 1, 4, 9];
const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);

const root = join(import.meta.dirname, 'random');
const passed = new Set<number>();

function writePrograms(): void {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, 'src'), { recursive: true });
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ extends: '../accept/tsconfig.json', include: ['src'] }));
  for (const seed of seeds) writeFileSync(join(root, 'src', `s${seed}.workflow.ts`), new RandomProgram(seed).text(`S${seed}`));
}

writePrograms();
const built = build({ root });

afterAll(() => {
  if (passed.size === seeds.length) rmSync(root, { recursive: true });
});

test('the compiler accepts them', () => {
  expect(
    formatDiagnostics(
      built.diagnostics.filter(({ severity }) => severity === 'error'),
      { root },
    ),
  ).toBe('');
});

test.each(seeds)('seed %i', async (seed) => {
  const author = (await import(join(root, 'src', `s${seed}.workflow.ts`))) as Record<string, WorkflowClass>;
  const { program } = (await import(join(root, 'src/generated', `s${seed}.code.ts`))) as { program: Program };
  const Class = author[`S${seed}`] as WorkflowClass;
  for (const input of inputs) {
    const each = { name: String(input), input };
    expect(await runByAdvance(Class, program, each)).toEqual(await runPlainly(Class, program, each));
  }
  passed.add(seed);
});
