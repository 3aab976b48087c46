/** Compiles the workflows that the tests run, once before all tests, as `waystone build` does. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, formatDiagnostics } from '@waystone/codegen';
import { readGuide } from '../package/guide.ts';

const test = join(import.meta.dirname, '..');

export function setup(): void {
  compile(join(test, 'worker/fixtures'), '', 'generated');
  compile(join(test, 'compiler/accept'), '*/', 'generated');
  compile(join(test, 'transactions/fixtures'), '', 'generated');
  compile(join(test, 'testing/fixtures'), '', 'generated');
  compile(join(test, 'measure'), 'src/workflows/', 'src/generated');
  const guide = join(test, 'docs/generated/workflows');
  writeFilesOf(join(test, '../docs/workflows.md'), guide);
  compile(guide, 'src/', 'src/generated');
}

function compile(root: string, folder: string, outDir: string): void {
  const { ok, diagnostics } = build({ root, include: [`${folder}*.workflow.ts`], outDir });
  if (!ok) throw new Error(formatDiagnostics(diagnostics, { root }));
}

/** The code that a guide shows, as the project that it describes. */
function writeFilesOf(guide: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const step of readGuide(readFileSync(guide, 'utf8'))) {
    if (step.kind !== 'file') continue;
    const path = join(folder, step.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, step.content);
  }
}
