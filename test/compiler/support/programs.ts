/** Finds the accepted programs, and loads both the classes and what the compiler made of them before the tests. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '@waystone/core/runtime';
import type { Case } from './case.js';
import type { WorkflowClass } from './run-plainly.js';

const acceptFolder = join(import.meta.dirname, '../accept');

/** A workflow: its class, and what the compiler made of it. */
export interface Member {
  readonly Class: WorkflowClass;
  readonly program: Program;
  /** Other builds of it, of the same graph: where steps are taken one by one, each is taken by the next build. */
  readonly builds?: readonly Member[];
}

export interface AcceptedProgram extends Member {
  readonly cases: readonly Case[];
  /** The program's own workflow first, then all that it and they start. */
  readonly family: readonly Member[];
}

/** Names of the programs: one folder each. */
export function programNames(): string[] {
  const entries = readdirSync(acceptFolder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== 'generated').map(({ name }) => name);
}

/** Loads a program that was compiled; a program is named like its folder. */
export async function loadProgram(name: string): Promise<AcceptedProgram> {
  const author = (await import(join(acceptFolder, name, `${name}.workflow.ts`))) as Record<string, unknown>;
  const family = await loadFamily(name, author);
  return { ...present(family[0]), family, cases: author['cases'] as Case[] };
}

/** All workflows of a program are in one module. */
async function loadFamily(root: string, author: Record<string, unknown>): Promise<readonly Member[]> {
  const family = new Map<string, Member>();
  for (const names = [root]; names.length > 0;) {
    const name = present(names.shift());
    if (family.has(name)) continue;
    const member = await loadMember(name, author);
    family.set(name, member);
    names.push(...Object.keys(member.program.children ?? {}));
  }
  return [...family.values()];
}

async function loadMember(name: string, author: Record<string, unknown>): Promise<Member> {
  const [{ program }, { source }] = await Promise.all([
    import(join(acceptFolder, 'generated', `${name}.code.ts`)) as Promise<{ program: Program }>,
    import(join(acceptFolder, 'generated', `${name}.graph.ts`)) as Promise<{ source: { className: string } }>,
  ]);
  return { Class: author[source.className] as WorkflowClass, program };
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an accepted program lacks a workflow');
  return value;
}
