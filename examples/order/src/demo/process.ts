/** The other processes of the demo. None outlives it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const alive = new Set<ChildProcess>();
const leaveWithDemo = new URL('leave-with-demo.js', import.meta.url).href;

process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));

export class Process {
  readonly #child: ChildProcess;
  #stopping = false;

  /** Runs a module of this example. What it prints is appended to `logFile`; an end that nobody asked for ends the demo. */
  constructor(module: string, values: readonly string[], logFile: string) {
    const path = fileURLToPath(new URL(`../${module}`, import.meta.url));
    const log = openSync(logFile, 'a');
    const args = ['--enable-source-maps', '--import', leaveWithDemo, path, ...values];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', log, log, 'ipc'] });
    closeSync(log);
    alive.add(this.#child);
    this.#child.once('exit', () => {
      alive.delete(this.#child);
      if (this.#stopping) return;
      console.error(`\n${module} ended by itself; see ${logFile}`);
      process.exit(1);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The first message that it sends. */
  async message(): Promise<string> {
    const [message] = (await once(this.#child, 'message')) as [string];
    return message;
  }

  /** Ends it and waits until it is gone. `SIGKILL` gives it no chance to notice. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#stopping = true;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }
}
