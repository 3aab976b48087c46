/** The publishable packages, packed as `npm publish` would. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { run } from './run.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const folders: Readonly<Record<string, string>> = {
  '@waystone/core': 'packages/core',
  '@waystone/engine': 'packages/engine',
  '@waystone/codegen': 'codegen',
  '@waystone/cli': 'packages/cli',
  '@waystone/unplugin': 'packages/unplugin',
};

export const packageNames = Object.keys(folders);

/** Path of the tarball by name of the package. */
export type Tarballs = Readonly<Record<string, string>>;

/** A folder outside the repository. Whoever makes it removes it. */
export function makeScratch(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'waystone-'));
}

export function removeScratch(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

/** A folder outside the repository, gone when the test ends. */
export async function scratchOfTest(): Promise<string> {
  const path = await makeScratch();
  onTestFinished(() => removeScratch(path));
  return path;
}

/** Packs what the last build has compiled. */
export async function packAll(destination: string): Promise<Tarballs> {
  const chosen = Object.values(folders).flatMap((folder) => ['-w', folder]);
  await run('npm', ['pack', '--silent', '--pack-destination', destination, ...chosen], root);
  return Object.fromEntries(packageNames.map((name) => [name, join(destination, `${name.replace('@', '').replace('/', '-')}-0.1.0.tgz`)]));
}
