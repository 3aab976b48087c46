/**
 * Searches for programs that the compiler gets wrong: draws them, runs each plainly and compiled, and compares.
 *
 * Always: the same seed draws the same programs; a program that fails is shrunk before it is reported.
 */
import { formatDiagnostics } from '@waystone/codegen';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { Case } from '../support/case.js';
import { expectPlainRun } from '../support/expect-plain-run.js';
import type { Observed } from '../support/observed.js';
import { runByAdvance } from '../support/run-by-advance.js';
import { runOnEngine } from '../support/run-on-engine.js';
import { programs } from './arbitraries.js';
import { RandomProject, type Compiled } from './compiler.js';
import { printProgram, type ProgramTree } from './programs.js';

export interface SearchOptions {
  readonly seed: number;
  /** How many programs are drawn at once. */
  readonly batch: number;
  /** One program of so many runs on the engine as well, with a crash at every commit. */
  readonly onEngine: number;
  /** Whether to draw another batch. */
  readonly goOn: (found: Found) => boolean;
}

export interface Found {
  programs: number;
  /** Runs compared with plain ones. */
  runs: number;
  /** Commits after which a process was killed. */
  crashes: number;
  readonly refused: Map<string, number>;
  readonly failures: Failure[];
}

export interface Failure {
  /** Draws it again. */
  readonly seed: number;
  readonly index: number;
  readonly text: string;
  readonly code: string;
  readonly message: string;
}

type Accepted = Extract<Compiled, { code: string }>;

/** So many failures end a search. */
const enough = 3;

const signals = [1, 2, 3].map((value) => ({ at: value * 900 - 450, name: 'note', value }));
const cases: readonly Case[] = [0, 7].map((input) => ({ name: `input ${input}`, input, signals }));

export async function search({ seed, batch, onEngine, goOn }: SearchOptions): Promise<Found> {
  const found: Found = { programs: 0, runs: 0, crashes: 0, refused: new Map(), failures: [] };
  const project = new RandomProject();
  try {
    for (let drawn = 0; drawn === 0 || (found.failures.length < enough && goOn(found)); drawn += 1)
      await searchBatch(project, found, { seed: seed + drawn, batch, onEngine });
  } finally {
    project.remove();
  }
  return found;
}

async function searchBatch(project: RandomProject, found: Found, { seed, batch, onEngine }: Omit<SearchOptions, 'goOn'>): Promise<void> {
  const trees = fc.sample(programs, { seed, numRuns: batch });
  const compiled = project.compile(trees.map(textOf));
  for (const [index, each] of compiled.entries()) {
    if (found.failures.length >= enough) return;
    found.programs += 1;
    const failure = { seed, index, text: each.text };
    if ('refusedFor' in each) {
      const message = countRefusals(each, found);
      if (message !== undefined) found.failures.push({ ...failure, code: '', message });
    } else {
      const message = await whatDiffers(each, found, index % onEngine === 0);
      if (message !== undefined) found.failures.push(await shrink(project, { ...failure, code: each.code, message }));
    }
  }
}

function textOf(tree: ProgramTree, index = 0): string {
  return printProgram(`Random${index}`, tree);
}

/** Gives the type errors, if it was refused for them: they are the generator's mistake, not the compiler's. */
function countRefusals({ refusedFor }: Extract<Compiled, { refusedFor: object }>, { refused }: Found): string | undefined {
  for (const code of new Set(refusedFor.map((diagnostic) => diagnostic.code))) refused.set(code, (refused.get(code) ?? 0) + 1);
  const wrong = refusedFor.filter(({ code }) => code === 'typescript_error');
  return wrong.length === 0 ? undefined : `the generator wrote a program with type errors:\n${formatDiagnostics(wrong)}`;
}

/** What differs between the plain run and the others; `undefined`: nothing. */
async function whatDiffers({ load }: Accepted, found: Pick<Found, 'runs' | 'crashes'>, onEngine: boolean): Promise<string | undefined> {
  const onCommit = (): void => void (found.crashes += 1);
  try {
    const accepted = load();
    const compare = async (ran: Observed, each: Case): Promise<void> => expectPlainRun(ran, accepted, each);
    for (const each of cases) {
      found.runs += 1;
      await compare(await runByAdvance(accepted, each), each);
      if (onEngine) await compare(await runOnEngine(accepted, each, { crashing: true, onCommit }), each);
    }
    return undefined;
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): string {
  const { actual, expected } = error as { readonly actual?: unknown; readonly expected?: unknown };
  const runs = actual === undefined ? '' : `compiled: ${inspect(actual, { depth: 9 })}\nplain: ${inspect(expected, { depth: 9 })}\n`;
  return runs + (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** The smallest program like this one that fails too. */
async function shrink(project: RandomProject, failure: Failure): Promise<Failure> {
  let smallest = failure;
  const property = fc.asyncProperty(programs, async (tree) => {
    const [compiled] = project.compile([textOf(tree)]);
    if (!compiled || 'refusedFor' in compiled) return;
    const message = await whatDiffers(compiled, { runs: 0, crashes: 0 }, false);
    if (message === undefined) return;
    smallest = { ...smallest, text: compiled.text, code: compiled.code, message };
    throw new Error(message);
  });
  await fc.check(property, { seed: failure.seed, path: String(failure.index), numRuns: 1, interruptAfterTimeLimit: 60_000 });
  return smallest;
}
