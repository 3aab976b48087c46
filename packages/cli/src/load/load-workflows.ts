/** Loads what a worker serves: the `workflows` that the entry module exports. */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { WaystoneError } from '@waystone/core';
import type { BoundWorkflow } from '@waystone/engine';
import type { Project } from '../config/load-config.js';
import { EntryError, EntryFailedError, NotBuiltError } from '../errors.js';
import { importModule } from './import-module.js';

const usualEntries = ['src/workflows', 'workflows'].flatMap((name) =>
  ['ts', 'mts', 'js', 'mjs'].map((extension) => `${name}.${extension}`),
);

/** Throws {@link EntryError}, {@link EntryFailedError} and {@link NotBuiltError}. */
export async function loadWorkflows(cwd: string, project: Project, entry: string | undefined): Promise<readonly BoundWorkflow[]> {
  const file = entryFile(cwd, project, entry);
  const shownAs = relative(cwd, file);
  if (!existsSync(file))
    throw new EntryError(`there is no ${shownAs}; name the module that exports \`workflows\`: waystone worker <entry>`);
  const given = await givenBy(file).catch((error: unknown) => rethrow(error, project, shownAs));
  assertWorkflows(given, shownAs);
  return given;
}

async function givenBy(file: string): Promise<unknown> {
  const { workflows } = await importModule(file);
  return typeof workflows === 'function' ? workflows() : workflows;
}

function entryFile(cwd: string, { root, config }: Project, entry: string | undefined): string {
  if (entry !== undefined) return resolve(cwd, entry);
  const named = config.worker?.entry ?? usualEntries.find((usual) => existsSync(join(root, usual))) ?? 'src/workflows.ts';
  return resolve(root, named);
}

/** A missing module inside the output folder means that nothing was built; Waystone's own errors say what to do; all others are the author's to see. */
function rethrow(error: unknown, { root, config }: Project, shownAs: string): never {
  const outDir = resolve(root, config.outDir ?? 'src/generated');
  const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes(outDir);
  if (missing) throw new NotBuiltError(`${shownAs} imports generated code that is not there; run: npx waystone build`, { cause: error });
  if (error instanceof WaystoneError) throw error;
  throw new EntryFailedError(`${shownAs} could not be loaded`, error);
}

function assertWorkflows(value: unknown, shownAs: string): asserts value is readonly BoundWorkflow[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isBound)) return;
  throw new EntryError(
    `${shownAs} must export \`workflows\`: an array of bound workflows, such as [workflows.order(new OrderWorkflow())] from the generated index, or a function that gives one`,
  );
}

function isBound(value: unknown): value is BoundWorkflow {
  return typeof value === 'object' && value !== null && 'module' in value && 'instance' in value;
}
