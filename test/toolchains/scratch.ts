/**
 * Projects of authors, with what they would install: our packages as they are published, and the tools of `test/toolchains/package.json`.
 *
 * Always: nothing is downloaded. A project lies below this folder, so that its tools are found in the `node_modules` above it; only our own
 * packages are unpacked beside it.
 */
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeScratch, packAll, packageNames, removeScratch, root } from '../package/packages.js';
import { run } from '../package/run.js';

const here = import.meta.dirname;

/** Where the tools of authors are installed. */
export const tools = join(here, 'node_modules');

/** Makes the folder for the projects of one test file, with our packages in it. */
export async function makeHome(name: string): Promise<string> {
  if (!existsSync(join(tools, 'next'))) throw new Error('The tools of authors are not installed; run: npm run verify -- --only toolchains');
  const home = join(here, 'generated', name);
  await rm(home, { recursive: true, force: true });
  const packed = await makeScratch();
  for (const [name, tarball] of Object.entries(await packAll(packed))) await unpack(tarball, join(home, 'node_modules', name));
  await removeScratch(packed);
  await linkDependencies(home);
  await linkCommand(home, 'waystone', join(home, 'node_modules/@waystone/cli/bin/waystone.js'));
  await linkCommand(home, 'tsc', join(root, 'node_modules/typescript/bin/tsc'));
  return home;
}

/** What our packages depend on is in the versions that they ask for at the root; the tools bring others of the same name. */
async function linkDependencies(home: string): Promise<void> {
  const manifests = await Promise.all(packageNames.map((name) => readFile(join(home, 'node_modules', name, 'package.json'), 'utf8')));
  const needed = manifests.flatMap((manifest) => Object.keys((JSON.parse(manifest) as Manifest).dependencies ?? {}));
  for (const name of new Set(needed.filter((name) => !packageNames.includes(name)))) {
    const link = join(home, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(root, 'node_modules', name), link, 'junction');
  }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Makes a program a command of the projects in a folder, as npm does for those that it installs. */
export async function linkCommand(folder: string, name: string, program: string): Promise<void> {
  const commands = join(folder, 'node_modules/.bin');
  await mkdir(commands, { recursive: true });
  await chmod(program, 0o755);
  await symlink(program, join(commands, name));
}

async function unpack(tarball: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components', '1'], here);
}

/** A project in `home`, begun with the files of folders beside this file. */
export async function makeProject(home: string, name: string, ...begunWith: readonly string[]): Promise<string> {
  const project = join(home, name);
  await mkdir(project, { recursive: true });
  if (begunWith.length > 0) await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  for (const folder of begunWith) await cp(join(here, folder), project, { recursive: true });
  return project;
}
