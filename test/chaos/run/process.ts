/** The processes of a run. A guard ends them if the driver cannot. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

function programAt(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

export class Guard {
  readonly #child = spawn(process.execPath, [programAt('guard.ts')], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });

  watch(child: ChildProcess): void {
    this.#child.stdin.write(`+${child.pid}\n`);
    child.once('exit', () => this.#child.stdin.write(`-${child.pid}\n`));
  }

  /** Ends what still lives, and the guard. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}

export type Said = 'ready' | { readonly played: string };

export interface Launch {
  /** `'worker'` or `'client'`. */
  readonly program: string;
  readonly settings: object;
  /** Takes what the process prints. */
  readonly output: string;
  readonly hears: (said: Said) => void;
  /** It has ended, and nobody wanted it to. */
  readonly onFailure: (problem: string) => void;
}

export class Process {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #isEnding = false;

  constructor({ program, settings, output, hears, onFailure }: Launch, guard: Guard) {
    const file = openSync(output, 'a');
    this.#child = spawn(process.execPath, [programAt(`../processes/${program}.ts`), JSON.stringify(settings)], {
      stdio: ['ignore', file, file, 'ipc'],
    });
    closeSync(file);
    guard.watch(this.#child);
    this.#exited = once(this.#child, 'exit');
    this.#child.on('message', (said) => hears(said as Said));
    this.#child.once('exit', (code, signal) => {
      if (!this.#isEnding) onFailure(`${program} ${this.#child.pid} ended by itself (${signal ?? code}); see ${output}`);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** A process that is about to end does not hear it. */
  tell(message: object): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  stop(): void {
    this.#child.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends it; resolves when it is gone. Gives its exit code, `null` if it was killed. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    this.#isEnding = true;
    this.#child.kill(signal);
    await this.#exited;
    return this.#child.exitCode;
  }
}
