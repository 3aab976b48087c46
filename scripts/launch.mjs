/**
 * Runs a script of this folder with all the set-up that a fresh clone needs: `node scripts/launch.mjs verify.ts`.
 *
 * This file alone runs on whatever Node the machine has. It installs the dependencies if they are not those of the lockfile, and
 * hands over to a Node that Waystone supports: the running one if it is new enough, else the one among the dependencies.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const [script = '', ...scriptArguments] = process.argv.slice(2);

function packagesOf(lockfile) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages : {};
}

/** npm writes `node_modules/.package-lock.json` once an installation is complete. */
function isInstalled() {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, { version, optional, devOptional }]) =>
      !path.includes('node_modules/') || optional || devOptional || (path in installed && installed[path].version === version),
  );
}

function install() {
  const npm = process.env.npm_execpath;
  const command = npm === undefined ? ['npm', 'ci'] : [process.execPath, npm, 'ci'];
  const options = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(command[0], [...command.slice(1), ...options], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: npm === undefined,
  });
  if (status !== 0) fail('`npm ci` failed; its message is above. It needs the npm registry.');
}

/** The Node that comes with the dependencies, if there is one for this machine. */
function installedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const packages = [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`];
  return packages.map((name) => join(root, 'node_modules', name, 'bin', file)).find(existsSync);
}

function isSupported(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** npm 11 puts the installed Node into `.bin`, npm 10 does not; with it there, `npx waystone` works on both. */
function linkNode(node) {
  const link = join(bin, 'node');
  if (process.platform !== 'win32' && !existsSync(link)) symlinkSync(node, link);
}

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

const startedAt = Date.now();
if (!isInstalled()) {
  process.stdout.write('install   the dependencies, from the lockfile …');
  install();
  console.log(` ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}
const bundled = installedNode();
if (bundled !== undefined) linkNode(bundled);
const node = isSupported(process.versions.node) ? process.execPath : bundled;
if (node === undefined) fail(`Waystone needs Node 22.18 or newer; this is ${process.versions.node}, and npm has none for this machine.`);

const path = `${bin}${delimiter}${process.env.PATH ?? ''}`;
const { status } = spawnSync(node, [resolve(root, 'scripts', script), ...scriptArguments], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: path, WAYSTONE_STARTED_AT: String(startedAt) },
});
process.exit(status ?? 1);
