/**
 * `node scripts/install.ts <folder>`: installs what a folder outside of the workspaces names (peers to compare with, bundlers, frameworks),
 * by its lockfile, and runs no scripts of theirs. Does nothing if all that is there already.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(process.argv[2] ?? '.');
const wanted = readFileSync(join(folder, 'package-lock.json'), 'utf8');
const installed = join(folder, 'node_modules/.installed');

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== wanted) {
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  execFileSync('npm', ['ci', ...options], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  writeFileSync(installed, wanted);
}
