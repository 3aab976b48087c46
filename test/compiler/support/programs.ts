/** Finds the accepted programs, and loads both the classes and what the compiler made of them before the tests. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '@waystone/core/runtime';
import type { Case } from './case.js';
import type { WorkflowClass } from './run-plainly.js';

const acceptFolder = join(import.meta.dirname, '../accept');

export interface AcceptedProgram {
  readonly Class: WorkflowClass;
  readonly program: Program;
  readonly cases: readonly Case[];
}

/** Names of the programs: one folder each. */
export function programNames(): string[] {
  const entries = readdirSync(acceptFolder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== 'generated').map(({ name }) => name);
}

/** Loads a program that was compiled; a program is named like its folder. */
export async function loadProgram(name: string): Promise<AcceptedProgram> {
  const [author, generated, { source }] = await Promise.all([
    import(join(acceptFolder, name, `${name}.workflow.ts`)) as Promise<Record<string, unknown>>,
    import(join(acceptFolder, 'generated', `${name}.code.ts`)) as Promise<{ program: Program }>,
    import(join(acceptFolder, 'generated', `${name}.graph.ts`)) as Promise<{ source: { className: string } }>,
  ]);
  return { Class: author[source.className] as WorkflowClass, program: generated.program, cases: author['cases'] as Case[] };
}
