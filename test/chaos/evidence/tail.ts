/** Reads what is appended to the logs of a folder while the run goes on. */
import { closeSync, openSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export class Tail {
  readonly #folder: string;
  readonly #read = new Map<string, number>();
  /** Task executions that have begun. */
  executions = 0;
  /** Steps that are known to be durable. */
  steps = 0;
  /** Commits that were refused. */
  refused = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  update(): void {
    for (const file of readdirSync(this.#folder)) if (file.startsWith('worker-') && file.endsWith('.jsonl')) this.#count(this.#next(file));
  }

  #count(text: string): void {
    this.executions += occurrences(text, '"what":"begin"');
    this.steps += occurrences(text, '"status":"applied"');
    this.refused += occurrences(text, '"status":"lost"');
  }

  /** Up to the last end of a line. */
  #next(file: string): string {
    const from = this.#read.get(file) ?? 0;
    const descriptor = openSync(join(this.#folder, file), 'r');
    try {
      const bytes = Buffer.alloc(mostBytes);
      const text = bytes.subarray(0, readSync(descriptor, bytes, 0, mostBytes, from)).toString();
      const lines = text.slice(0, text.lastIndexOf('\n') + 1);
      this.#read.set(file, from + Buffer.byteLength(lines));
      return lines;
    } finally {
      closeSync(descriptor);
    }
  }
}

const mostBytes = 4 << 20;

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
