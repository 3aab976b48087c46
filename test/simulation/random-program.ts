/**
 * Random programs among the simulated workflows: those whose outcome does not depend on when something happens, so that it is that of
 * their plain run, whatever is done to the processes.
 */
import { StoreError, TerminatedError, WorkflowFailedError } from '@waystone/core';
import type { InstanceHandle } from '@waystone/engine';
import type { Graph } from '@waystone/core/graph';
import fc from 'fast-check';
import { programs } from '../compiler/random-programs/arbitraries.js';
import { RandomProject } from '../compiler/random-programs/compiler.js';
import { printProgram } from '../compiler/random-programs/programs.js';
import { canonical } from '../compiler/support/canonical.js';
import { describeError } from '../compiler/support/observed.js';
import type { Member } from '../compiler/support/programs.js';
import { runPlainly } from '../compiler/support/run-plainly.js';
import { tryingOnce } from '../compiler/support/run-on-engine.js';

/** What all of them are called. */
export const randomWorkflow = 'random';

/** So many are drawn and compiled at once. */
const poolSize = 12;

/** The program's own workflow first. */
export type RandomProgram = readonly Member[];

export class RandomPrograms {
  readonly #pools = new Map<number, readonly RandomProgram[]>();

  /** The same for the same numbers. */
  at(pool: number, index: number): RandomProgram {
    const known = this.#pools.get(pool) ?? drawPool(pool);
    // Who simulates goes from one pool to the next.
    this.#pools.clear();
    this.#pools.set(pool, known);
    return known[index % known.length]!;
  }
}

function drawPool(seed: number): readonly RandomProgram[] {
  const texts = fc.sample(programs, { seed, numRuns: poolSize }).map((tree) => printProgram('Random', tree));
  const project = new RandomProject();
  const compiled = project.compile([...texts, simplest]);
  project.remove();
  return compiled.flatMap((each) => {
    if ('refusedFor' in each || !isTimeless(each.graph, each.text)) return [];
    return [each.load().family.map((member) => ({ ...member, program: tryingOnce(member.program) }))];
  });
}

/** There is always one. */
const simplest = printProgram('Random', { flows: [], body: [] });

/** Whether it matters in no way what comes first. */
function isTimeless({ nodes }: Graph, text: string): boolean {
  if (text.includes('tolerate')) return false;
  return Object.values(nodes).every((node) => {
    if (node.kind === 'signal') return false;
    return node.kind !== 'fork' || node.mode === 'settled';
  });
}

/** How the program ends in memory, as text. */
export async function plainEnd([first, ...others]: RandomProgram, input: unknown): Promise<string> {
  const { outcome } = await runPlainly({ ...first!, family: [first!, ...others] }, { name: 'plain', input });
  return endOf(outcome);
}

/** Gives the end of a random program as text, however it ended by itself. */
export function readable(handle: InstanceHandle, workflow: string): InstanceHandle {
  if (workflow !== randomWorkflow) return handle;
  const result = handle.result.bind(handle);
  return Object.assign(handle, {
    result: async () => {
      try {
        return endOf({ value: await result() });
      } catch (error) {
        if (error instanceof TerminatedError || error instanceof StoreError) throw error;
        return endOf({ error: describeError(error instanceof WorkflowFailedError ? error.cause : error) });
      }
    },
  });
}

function endOf(outcome: object): string {
  return canonical(outcome).replaceAll(/"[^"]* is not a function"/g, '"is not a function"');
}
