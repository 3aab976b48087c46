/** A process that takes part in a measurement. It ends with the one that started it. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reply, Request } from '../programs/answer.js';

export interface ProgramOptions {
  /** What its failures call it. */
  readonly name: string;
  readonly script: URL;
  readonly settings: unknown;
  /** Folder for a profile of the process. */
  readonly profiles?: string;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Program {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  private constructor({ name, script, settings, profiles }: ProgramOptions) {
    this.#name = name;
    const execArgv = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
    this.#child = fork(fileURLToPath(script), [JSON.stringify(settings)], { execArgv });
    this.#child.on('message', (reply: Reply) => this.#hear(reply));
    this.#child.once('exit', (code) => this.#fail(`ended with ${code}`));
  }

  /** Resolves once it is ready. */
  static async start(options: ProgramOptions): Promise<Program> {
    const program = new Program(options);
    const ended = once(program.#child, 'exit').then(() => Promise.reject(new Error(`${options.name} ended before it was ready`)));
    await Promise.race([once(program.#child, 'message'), ended]);
    ended.catch(() => undefined);
    return program;
  }

  ask<Answer>(ask: string, request: unknown = null): Promise<Answer> {
    const message: Request = { id: this.#asked++, ask, request };
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#child.send(message);
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #hear(reply: Reply): void {
    if (reply.kind === 'ready') return;
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.kind === 'answer') waiting?.resolve(reply.answer);
    else waiting?.reject(new Error(`${this.#name}: ${reply.failure}`));
  }

  #fail(how: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(`${this.#name} ${how}`));
    this.#waiting.clear();
  }
}
