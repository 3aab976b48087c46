/** Projects of tests, copied out of the repository and built as users do. */
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../package/run.ts';

const projects = fileURLToPath(new URL('..', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** A copy of `test/processes/<name>`, or of a folder. Whoever makes it removes it. */
export async function copyProject(source: string): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'waystone-')));
  await cp(resolve(projects, source), folder, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  await symlink(modules, join(folder, 'node_modules'), 'junction');
  return folder;
}

export async function buildProject(folder: string): Promise<void> {
  await run(program('waystone'), ['build'], folder);
  await run(program('tsc'), [], folder);
}

export function program(name: string): string {
  return join(modules, '.bin', name);
}

export function removeProject(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
