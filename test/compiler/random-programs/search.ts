/**
 * Searches for programs that the compiler gets wrong: draws them, runs each plainly and compiled, and compares.
 *
 * Always: the same seed draws the same programs; a program that fails is shrunk before it is reported.
 */
import { formatDiagnostics } from '@waystone/codegen';
import fc from 'fast-check';
import { programs } from './arbitraries.js';
import { RandomProject, type Compiled } from './compiler.js';
import { mistaken, whyNotRefused } from './mistakes.js';
import type { Difference, Oracle } from './oracle.js';
import { printProgram } from './programs.js';

export interface Batch {
  readonly seed: number;
  /** Programs, drawn and compiled at once. */
  readonly size: number;
  /** Only this one of the batch. */
  readonly index?: number | undefined;
}

export interface Found {
  programs: number;
  /** Programs with a mistake that were refused for it. */
  mistakes: number;
  /** How often a diagnostic was why a program was refused. */
  readonly refused: Map<string, number>;
  readonly failures: Failure[];
}

export interface Failure {
  /** Draw it again. */
  readonly seed: number;
  readonly index: number;
  readonly text: string;
  readonly code: string;
  readonly message: string;
}

/** What programs may be refused for. */
const refusals: ReadonlySet<string> = new Set(['wait_unreachable']);

/** One of so many programs is compiled with a mistake as well. */
const mistakenOneOf = 10;

/** Shrinking ends with what it has found by then. */
const shrinkingMs = 60_000;

export class Search {
  readonly found: Found = { programs: 0, mistakes: 0, refused: new Map(), failures: [] };
  readonly #project = new RandomProject();
  readonly #oracle: Oracle;
  readonly #shrinks: boolean;

  /** @param shrinks Whether a program that fails is made smaller. Default: true. */
  constructor(oracle: Oracle, { shrinks = true }: { readonly shrinks?: boolean } = {}) {
    this.#oracle = oracle;
    this.#shrinks = shrinks;
  }

  close(): void {
    this.#project.remove();
  }

  /** Draws and judges a batch, up to its first failure. */
  async batch({ seed, size, index: wanted }: Batch): Promise<void> {
    const trees = fc.sample(programs, { seed, numRuns: wanted === undefined ? size : wanted + 1 });
    const texts = trees.map((tree) => printProgram('Random', tree));
    const indices = wanted === undefined ? [...texts.keys()] : [wanted];
    const compiled = this.#project.compile(indices.map((index) => texts[index]!));
    if (this.#findsMistake({ seed, texts, indices })) return;
    for (const [position, index] of indices.entries()) {
      this.found.programs += 1;
      this.#countRefusals(compiled[position]!);
      const failure = await this.#judge(compiled[position]!);
      if (!failure) continue;
      const whole = { seed, index, ...failure };
      this.found.failures.push(this.#shrinks ? await this.#shrink(whole) : whole);
      return;
    }
  }

  /** Some programs, with a mistake each. Gives whether one is not refused for it. */
  #findsMistake({ seed, texts, indices }: { seed: number; texts: readonly string[]; indices: readonly number[] }): boolean {
    const chosen = indices.filter((index) => index % mistakenOneOf === 0);
    const drawn = chosen.map((index) => ({ index, ...mistaken(texts[index]!, seed + index) }));
    for (const [position, compiled] of this.#project.compile(drawn.map(({ text }) => text)).entries()) {
      const { index, ...mistake } = drawn[position]!;
      const message = whyNotRefused(compiled, mistake);
      if (message === undefined) this.found.mistakes += 1;
      else this.found.failures.push({ seed, index, text: mistake.text, code: '', message });
    }
    return this.found.failures.length > 0;
  }

  async #judge(compiled: Compiled): Promise<Omit<Failure, 'seed' | 'index'> | undefined> {
    const { text } = compiled;
    if ('refusedFor' in compiled) {
      const message = whyRefused(compiled);
      return message === undefined ? undefined : { text, code: '', message };
    }
    try {
      const difference = await this.#oracle.judge(compiled.load());
      return difference && { text, code: compiled.code, message: describe(difference) };
    } catch (error) {
      return { text, code: compiled.code, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }

  #countRefusals(compiled: Compiled): void {
    const { refused } = this.found;
    const codes = 'refusedFor' in compiled ? compiled.refusedFor.map(({ code }) => code) : [];
    for (const code of new Set(codes)) refused.set(code, (refused.get(code) ?? 0) + 1);
  }

  /** The smallest program like this one that fails too. */
  async #shrink(failure: Failure): Promise<Failure> {
    let smallest = failure;
    const property = fc.asyncProperty(programs, async (tree) => {
      const [compiled] = this.#project.compile([printProgram('Random', tree)]);
      const found = compiled && (await this.#judge(compiled));
      if (!found) return;
      smallest = { ...smallest, ...found };
      throw new Error(found.message);
    });
    await fc.check(property, { seed: failure.seed, path: String(failure.index), numRuns: 1, interruptAfterTimeLimit: shrinkingMs });
    return smallest;
  }
}

/** All that is drawn is meant to be accepted: another refusal is a mistake of the compiler, or of the grammar. */
function whyRefused({ refusedFor }: Extract<Compiled, { refusedFor: object }>): string | undefined {
  const wrong = refusedFor.filter(({ code, severity }) => severity === 'error' && !refusals.has(code));
  return wrong.length === 0 ? undefined : `is refused:\n${formatDiagnostics(wrong)}`;
}

/** What people read of a failure. */
export function describeFailure({ seed, index, text, code, message }: Failure): string {
  const generated = code.replace(/\/\/# sourceMappingURL=.*/, '');
  return [`npm run random -- --seed ${seed} --index ${index}`, message, text, generated].join('\n\n');
}

function describe({ where, plain, compiled }: Difference): string {
  return `${where}:\n${compiled}\nplainly:\n${plain}`;
}
