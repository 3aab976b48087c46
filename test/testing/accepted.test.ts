/** Some of the programs that the compiler's own oracle runs, simulated by the kit: it finds nothing different either. */
import { InstanceEndedError } from '@waystone/core';
import type { Workflow } from '@waystone/core';
import { bind } from '@waystone/engine';
import type { BoundWorkflow } from '@waystone/engine';
import { simulate } from '@waystone/engine/testing';
import type { DrivenRun } from '@waystone/engine/testing';
import { describe, expect, test } from 'vitest';
import type { Case } from '../compiler/support/case.js';
import { loadProgram, programNames } from '../compiler/support/programs.js';
import type { Member } from '../compiler/support/programs.js';

/** A class of programs whose signals and statuses are not known to the types. */
interface AnyWorkflow extends Workflow {
  run(input: unknown): Promise<unknown>;
}

function boundTo({ Class, program }: Member): BoundWorkflow<AnyWorkflow> {
  const source = { file: 'not-on-disk.workflow.ts', hash: '', className: '' };
  return bind({ graph: program.graph, source, load: async () => ({ program }) }, new Class());
}

/** The script may be longer than the program. */
async function play(run: DrivenRun<AnyWorkflow>, signals: NonNullable<Case['signals']>): Promise<void> {
  const signal = run.signal.bind(run) as unknown as (name: string, value: unknown) => Promise<void>;
  for (const [index, { at, name, value }] of signals.entries()) {
    await run.advance(at - (signals[index - 1]?.at ?? 0));
    await signal(name, value).catch((error: unknown) => expect(error).toBeInstanceOf(InstanceEndedError));
  }
}

const some = programNames().filter((name, index) => index % 9 === 0 || name === 'hard-markers');

describe.each(some)('%s', async (name) => {
  const accepted = await loadProgram(name);

  test.each(accepted.cases)('$name', async (each) => {
    const differs = each.plainDiffers !== undefined || each.traceDiffers !== undefined;
    const { runs } = await simulate(
      () => ({
        workflow: () => boundTo(accepted),
        workflows: () => accepted.family.slice(1).map(boundTo),
        input: each.input,
        drive: (run) => play(run, each.signals ?? []),
      }),
      { crashes: { sample: 2, seed: 3 }, ...(differs && { plain: false }) },
    );
    expect(runs).toBeGreaterThan(0);
  });
});
