/**
 * A real PgBouncer for the tests: the one that WAYSTONE_TEST_PGBOUNCER names, one that is installed, or Debian's package,
 * unpacked once per user into the temporary folder, with its libraries, and not installed.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';

export interface PgBouncerBinary {
  readonly path: string;
  /** Where its libraries are, beside those of the system. */
  readonly libraries: readonly string[];
}

const libc = 'libc6';

export function pgBouncerBinary(): PgBouncerBinary {
  const installed = process.env['WAYSTONE_TEST_PGBOUNCER'] ?? findInstalled();
  return installed === undefined ? unpacked() : { path: installed, libraries: [] };
}

function findInstalled(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, 'pgbouncer')).find((path) => existsSync(path));
}

function unpacked(): PgBouncerBinary {
  const folder = join(tmpdir(), `waystone-pgbouncer-${process.getuid?.() ?? 'user'}`);
  if (!existsSync(folder)) publish(unpack(), folder);
  const libraries = ['usr/lib', 'lib'].flatMap((name) => subfolders(join(folder, name)));
  return { path: join(folder, 'usr', 'sbin', 'pgbouncer'), libraries };
}

function subfolders(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [join(folder, entry.name)] : []));
}

function unpack(): string {
  const draft = mkdtempSync(join(tmpdir(), 'waystone-pgbouncer-draft-'));
  chmodSync(draft, 0o755);
  try {
    const packages = join(draft, 'packages');
    mkdirSync(packages);
    download(packages);
    for (const file of readdirSync(packages)) if (file.endsWith('.deb')) run('dpkg', ['-x', file, draft], packages);
    rmSync(packages, { recursive: true });
    return draft;
  } catch (error) {
    rmSync(draft, { recursive: true });
    throw new Error(
      'The tests need a PgBouncer, and could not get one. Install it (apt-get install pgbouncer, brew install pgbouncer), ' +
        `or name one: WAYSTONE_TEST_PGBOUNCER=/path/to/pgbouncer. ${String(error)}`,
      { cause: error },
    );
  }
}

/** With the lists that the system has of packages, or else with lists of our own, which needs no rights. */
function download(folder: string): void {
  try {
    downloadWith([], folder);
  } catch {
    const lists = join(folder, 'lists');
    const cache = join(folder, 'cache');
    for (const made of [lists, cache]) mkdirSync(join(made, 'partial'), { recursive: true });
    const options = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`, '-o', 'APT::Sandbox::User='];
    run('apt-get', [...options, '-qq', 'update'], folder);
    downloadWith(options, folder);
  }
}

function downloadWith(options: readonly string[], folder: string): void {
  const dependencies = run('apt-cache', [...options, 'depends', 'pgbouncer'], folder).matchAll(/Depends: (?<name>lib\S+)/g);
  const libraries = [...dependencies].map(({ groups }) => groups?.['name'] ?? '').filter((name) => name !== libc);
  run('apt-get', [...options, '-qq', 'download', 'pgbouncer', ...libraries], folder);
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr || error?.message}`, { cause: error });
  return stdout;
}

/** Others may do the same at the same time; who comes first wins. */
function publish(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}
