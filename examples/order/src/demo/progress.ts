/** What one sees while the demo runs: one line that is redrawn on a terminal, plain lines every few seconds elsewhere. */
import { styleText } from 'node:util';
import type { Tally } from './tally.js';

const redrawMs = 100;
const plainLineMs = 3_000;
const longestBar = 24;
/** What the line needs beside the bar. */
const textWidth = 72;

export class Progress {
  readonly #isTerminal = process.stdout.isTTY;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly tally: Tally,
    private readonly total: number,
  ) {
    this.#timer = setInterval(() => this.#draw(), this.#isTerminal ? redrawMs : plainLineMs);
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** A line that stays. */
  say(text: string): void {
    this.#clear();
    console.log(`${this.#clock()}  ${text}`);
    if (this.#isTerminal) this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #draw(): void {
    const { done, inProgress } = this.tally;
    const counts = `${done}/${this.total} orders · shipped ${this.tally.count('shipped')} · refused ${this.tally.count('refused')} · under way ${inProgress}`;
    if (!this.#isTerminal) return console.log(`${this.#clock()}  ${counts}`);
    this.#clear();
    process.stdout.write(`${this.#clock()}  ${this.#bar(done)}  ${counts}`);
  }

  #bar(done: number): string {
    const width = Math.max(0, Math.min(longestBar, process.stdout.columns - textWidth));
    const filled = Math.round((done / this.total) * width);
    return styleText('green', '█'.repeat(filled)) + '░'.repeat(width - filled);
  }

  #clock(): string {
    return `${(this.elapsedMs / 1000).toFixed(1).padStart(5)} s`;
  }

  #clear(): void {
    if (this.#isTerminal) process.stdout.write('\r\u001B[2K');
  }
}
