/** Folders for tests, outside the repository. Those that a test asks for are removed when it ends. */
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { waystone } from './waystone.js';

const sample = fileURLToPath(new URL('../project', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** An empty folder. */
export async function emptyFolder(): Promise<string> {
  const folder = await newFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** A fresh copy of the sample project. */
export async function project(): Promise<string> {
  return copyOf(sample);
}

/** A fresh copy of a project, e.g. of what {@link buildSample} made. */
export async function copyOf(source: string): Promise<string> {
  const folder = await emptyFolder();
  await copy(source, folder);
  return folder;
}

/** Builds the sample project in a folder that the caller removes. */
export async function buildSample(): Promise<string> {
  const folder = await newFolder();
  await copy(sample, folder);
  const { code, err } = await waystone(['build'], { cwd: folder });
  if (code !== 0) throw new Error(`the sample project does not build:\n${err}`);
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function newFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'waystone-cli-')));
}

async function copy(source: string, folder: string): Promise<void> {
  await cp(source, folder, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  await symlink(modules, join(folder, 'node_modules'), 'junction');
}
