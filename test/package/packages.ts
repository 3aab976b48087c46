/** The publishable packages, packed as `npm publish` would. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const folders: Readonly<Record<string, string>> = {
  '@waystone/core': 'packages/core',
  '@waystone/engine': 'packages/engine',
  '@waystone/codegen': 'codegen',
  '@waystone/cli': 'packages/cli',
};

export const packageNames = Object.keys(folders);

/** Path of the tarball by name of the package. */
export type Tarballs = Readonly<Record<string, string>>;

/** A folder outside the repository, gone after use. */
export interface Scratch extends AsyncDisposable {
  readonly path: string;
}

export async function makeScratch(): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), 'waystone-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Packs what the last build has compiled. */
export async function packAll(destination: string): Promise<Tarballs> {
  const chosen = Object.values(folders).flatMap((folder) => ['-w', folder]);
  await run('npm', ['pack', '--silent', '--pack-destination', destination, ...chosen], root);
  return Object.fromEntries(packageNames.map((name) => [name, join(destination, `${name.replace('@', '').replace('/', '-')}-0.1.0.tgz`)]));
}
