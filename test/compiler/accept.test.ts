/**
 * The oracle: every accepted program does the same whether it runs plainly in memory or step by step on the interpreter,
 * with everything sealed and opened at every wait.
 */
import { describe, expect, test } from 'vitest';
import type { Case } from './support/case.js';
import type { Observed } from './support/observed.js';
import { compilePrograms, loadProgram, programNames } from './support/programs.js';
import { runByAdvance } from './support/run-by-advance.js';
import { runPlainly } from './support/run-plainly.js';

compilePrograms();

describe.each(programNames())('%s', async (name) => {
  const { Class, program, cases } = await loadProgram(name);
  const hasLanes = Object.values(program.graph.nodes).some(({ kind }) => kind === 'fork');

  test.each(cases)('$name', async (each) => {
    const compiled = await runByAdvance(Class, program, each);
    if (each.expect) expect(compiled.outcome).toMatchObject(expectedOutcome(each.expect));
    if (each.plainDiffers !== undefined) return;
    const plain = await runPlainly(Class, program, each);
    expect(comparable(compiled, each, hasLanes)).toEqual(comparable(plain, each, hasLanes));
  });
});

function expectedOutcome(expected: NonNullable<Case['expect']>): object {
  return 'value' in expected ? { value: expected.value } : { error: { name: expected.error[0], message: expected.error[1] } };
}

/** Lanes run in no promised order, so what they call and publish is compared as a set. */
function comparable({ outcome, calls, published }: Observed, { traceDiffers }: Case, hasLanes: boolean): object {
  if (traceDiffers !== undefined) return { outcome };
  return hasLanes ? { outcome, calls: sorted(calls), published: sorted(published) } : { outcome, calls, published };
}

function sorted<T>(items: readonly T[]): T[] {
  const key = (item: T): string => JSON.stringify(item, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return items.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}
