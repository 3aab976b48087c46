/** What tasks do outside the store: a line in a log, and the permission to end, which comes by name through standard input. */
import { appendFileSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { context } from '@waystone/core';

/** One performance of a task, as the log has it. */
export interface Act {
  readonly act: string;
  readonly instance: string;
  readonly key: string;
  readonly at: number;
  readonly pid: number;
}

export class World {
  readonly #lines = createInterface({ input: process.stdin });
  readonly #permitted = new Set<string>();

  constructor(
    private readonly log: string,
    private readonly name: string,
  ) {
    this.#lines.on('line', (task) => this.#permitted.add(task));
  }

  async act(what: string): Promise<void> {
    const { instanceId, idempotencyKey } = context();
    const act: Act = { act: what, instance: instanceId, key: idempotencyKey, at: Date.now(), pid: process.pid };
    appendFileSync(this.log, `${JSON.stringify(act)}\n`);
    console.log(what);
  }

  /** Gives who performs the task, once that is permitted; however often it is performed. */
  async permission(task: string): Promise<string> {
    while (!this.#permitted.has(task)) await once(this.#lines, 'line');
    return this.name;
  }

  close(): void {
    this.#lines.close();
  }
}
