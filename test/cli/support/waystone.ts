/** Runs the built command as a real process. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../packages/cli/dist/main.js', import.meta.url));

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. Default: nothing. */
  readonly input?: string;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export type Running = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts the command. Colors are off unless `env` turns them on. */
export function spawnWaystone(args: readonly string[], { cwd, env }: RunOptions): Running {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(WAYSTONE_|NO_COLOR|FORCE_COLOR|NODE_OPTIONS|VITEST)/.test(name)),
  );
  return spawn(process.execPath, [main, ...args], { cwd, env: { ...inherited, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Runs the command to its end. */
export async function waystone(args: readonly string[], options: RunOptions): Promise<Ran> {
  const child = spawnWaystone(args, options);
  child.stdin.end(options.input ?? '');
  const [code, out, err] = await Promise.all([exitOf(child), text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

/** The exit code, once the process has ended. */
export function exitOf(child: Running): Promise<number | null> {
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
}

/** The next line that contains `what`; lines before it are passed over, later ones are kept for the next call. */
export async function lineWith(stream: Readable, what: string): Promise<string> {
  const lines = following.get(stream) ?? createInterface({ input: stream })[Symbol.asyncIterator]();
  following.set(stream, lines);
  const passed: string[] = [];
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the output ended without '${what}':\n${passed.join('\n')}`);
    if (value.includes(what)) return value;
    passed.push(value);
  }
}

const following = new WeakMap<Readable, AsyncIterator<string>>();
