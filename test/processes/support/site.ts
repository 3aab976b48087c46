/**
 * A folder in which real processes work on one database: a built project, the database, the log of what its tasks did.
 * Nothing waits for a time: processes tell what they do on standard output, the store tells what changed.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Client } from '@waystone/engine';
import type { InstanceHandle, Store } from '@waystone/engine';
import { run } from '../../package/run.js';
import type { SiteDatabase } from './databases.js';

/** One performance of a task. */
export interface Act {
  readonly act: string;
  readonly instance: string;
  /** Idempotency key: `<uid of the instance>/<lane>/<seq>`. */
  readonly key: string;
  readonly at: number;
  readonly pid: number;
}

export class Site {
  readonly store: Store;
  readonly client: Client;
  readonly #log: string;
  readonly #workers: WorkerProcess[] = [];

  constructor(
    private readonly project: string,
    name: string,
    private readonly database: SiteDatabase,
  ) {
    this.#log = join(project, `${name}.log`);
    this.store = database.open();
    this.client = new Client(this.store);
  }

  /** Runs the program that starts and signals. */
  async api(...values: readonly string[]): Promise<void> {
    await run(process.execPath, ['dist/api.js', this.database.argument, ...values], this.project);
  }

  /** Starts a worker. With the default lease nobody who waits for its end gets anywhere. */
  async worker(name = 'worker', lease = '1h'): Promise<WorkerProcess> {
    const child = spawn(process.execPath, ['dist/worker.js', this.database.argument, this.#log, name, lease], {
      cwd: this.project,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const worker = new WorkerProcess(child);
    this.#workers.push(worker);
    await worker.says('started');
    return worker;
  }

  /** What tasks have done, in order. */
  acts(): readonly Act[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Act);
  }

  /** Resolves once the check holds; it is made again whenever the store may have changed. */
  async until(check: () => Promise<boolean>): Promise<void> {
    let changed = (): void => {};
    const unsubscribe = this.store.notices.subscribe(() => changed());
    try {
      for (;;) {
        const change = new Promise<void>((resolve) => (changed = resolve));
        if (await check()) return;
        await change;
      }
    } finally {
      unsubscribe();
    }
  }

  /** Tasks that were performed again after the commit of their step; there must be none. */
  async performedAfterCommit(handle: InstanceHandle): Promise<readonly Act[]> {
    const committed = new Map<string, number>();
    for (const { lane, seq, outcome, endedAt } of await this.store.history(handle.id)) {
      if (outcome !== 'retried') committed.set(`${lane}/${seq}`, endedAt);
    }
    const own = this.acts().filter(({ instance }) => instance === handle.id);
    return own.filter(({ key, at }) => at > (committed.get(key.slice(key.indexOf('/') + 1)) ?? Infinity));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill('SIGKILL')));
    await this.store.close();
    await this.database.remove();
    await rm(this.#log, { force: true });
  }
}

export class WorkerProcess {
  readonly #lines: Interface;
  readonly #said: string[] = [];
  readonly #exited: Promise<number | null>;

  constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#lines = createInterface({ input: child.stdout });
    this.#lines.on('line', (line) => this.#said.push(line));
    this.#exited = once(child, 'exit').then(([code]) => code as number | null);
  }

  /** Resolves once the process has printed the line; fails if it ends without. */
  async says(line: string): Promise<void> {
    const ended = this.#exited.then((code) => ({ code }));
    while (!this.#said.includes(line)) {
      const next = await Promise.race([once(this.#lines, 'line'), ended]);
      if ('code' in next && !this.#said.includes(line)) throw new Error(`the worker ended with ${next.code} before it said '${line}'`);
    }
  }

  /** Lets a task end that waits for that permission, or will, also if it is performed again. */
  permit(task: string): void {
    this.child.stdin.write(`${task}\n`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends the signal and gives the exit code, `null` after a kill. */
  kill(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.#exited;
  }
}
