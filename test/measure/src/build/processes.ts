/** Runs the commands that are measured, as processes of their own. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SampleProject } from './sample-project.js';

const waystone = fileURLToPath(new URL('../../../../packages/cli/bin/waystone.js', import.meta.url));
const tsc = fileURLToPath(new URL('./tsc-6.js', import.meta.url));

/** How long `tsc --noEmit` of TypeScript 6 takes over the project. Milliseconds. */
export function checkWithTypeScript({ root }: SampleProject): number {
  return timed([tsc, join(root, '.libraries'), '--noEmit', '-p', root], root);
}

/** How long `waystone build` takes. Milliseconds. */
export function buildOnce({ root }: SampleProject): number {
  return timed([waystone, 'build'], root);
}

function timed(args: readonly string[], cwd: string): number {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
  return performance.now() - startedAt;
}

/** A `waystone build --watch` that has done its first build. */
export interface Watch {
  /** Makes a change, and gives how long it takes until what follows from it is written. Milliseconds. */
  timeChange(change: () => void): Promise<number>;
  stop(): Promise<void>;
}

export async function watchProject({ root }: SampleProject): Promise<Watch> {
  const child = spawn(process.execPath, [waystone, 'build', '--watch', '--json'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const reports = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const begun = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  await reports.next();
  await begun.next();
  return {
    async timeChange(change) {
      const startedAt = performance.now();
      change();
      const { value } = await reports.next();
      const { written } = JSON.parse(String(value)) as { readonly written: readonly string[] };
      if (written.length === 0) throw new Error(`nothing was written: ${String(value)}`);
      return performance.now() - startedAt;
    },
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}
