/** Folders for tests, outside the repository. */
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const sample = fileURLToPath(new URL('../project', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** An empty folder; removed when the test ends. */
export async function emptyFolder(): Promise<string> {
  const folder = await newFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** A fresh copy of the sample project; removed when the test ends. */
export async function project(): Promise<string> {
  const folder = await emptyFolder();
  await copySample(folder);
  return folder;
}

/** A folder that the caller removes. */
export async function newFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'waystone-cli-')));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

export async function copySample(folder: string): Promise<void> {
  await cp(sample, folder, { recursive: true });
  await symlink(modules, join(folder, 'node_modules'), 'junction');
}
