/** Simulates one seed after the other: draws the plan, plays it, and, if it fails, makes it smaller and plays it again to tell the story. */
import type { Databases } from './machine/database.js';
import { drawPlan } from './plan/draw-plan.js';
import { Programs } from './programs.js';
import { describeFailure } from './report.js';
import { simulate, type Tools, type Verdict } from './run.js';
import type { Failed, Share } from './share.js';
import { shrink } from './shrink.js';

/** What comes to no end takes long each time that it is tried. */
const mostShrinkingMs = 120_000;

export interface Judged extends Verdict {
  /** Absent: all is well. */
  readonly failed?: Failed;
}

export class Simulator {
  readonly #tools: Tools;

  constructor(databases: Databases) {
    this.#tools = { databases, programs: new Programs() };
  }

  async judge(seed: number, share: Pick<Share, 'on' | 'shrinks' | 'mutant'>): Promise<Judged> {
    const plan = drawPlan(seed);
    const verdict = await simulate(plan, this.#tools);
    const { violations, steps } = verdict;
    if (violations.length === 0) return verdict;
    const found = { plan, violations, steps };
    const { shrinks } = share;
    const lateAt = performance.now() + mostShrinkingMs;
    const failure = shrinks ? await shrink(found, this.#tools, () => performance.now() > lateAt) : found;
    const trace: string[] = [];
    if (shrinks) await simulate(failure.plan, { ...this.#tools, trace: (line) => void trace.push(line) });
    const violated = [...new Set(violations.map(({ invariant }) => invariant))];
    return { ...verdict, failed: { seed, violated, text: describeFailure(failure, trace, commandFor(seed, share)) } };
  }

  close(): Promise<void> {
    return this.#tools.databases.close();
  }
}

/** What shows it again. */
function commandFor(seed: number, { on, mutant }: Pick<Share, 'on' | 'mutant'>): string {
  const options = [...(on === 'sqlite' ? [] : [` --on ${on}`]), ...(mutant === undefined ? [] : [` --mutant '${mutant}'`])];
  return `npm run sim -- --seed ${seed} --scenarios 1${options.join('')}`;
}
