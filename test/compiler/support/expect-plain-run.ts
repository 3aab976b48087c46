/** The oracle's verdict: a run did what its case expects, and what the plain run does. */
import { expect } from 'vitest';
import type { Case } from './case.js';
import type { Observed } from './observed.js';
import type { Member } from './programs.js';
import { runPlainly } from './run-plainly.js';

export async function expectPlainRun(ran: Observed, accepted: Member & { readonly family?: readonly Member[] }, each: Case): Promise<void> {
  if (each.expect) expect(ran.outcome).toMatchObject(expectedOutcome(each.expect));
  if (each.plainDiffers !== undefined) return;
  const plain = await runPlainly(accepted, each);
  const hasLanes = Object.values(accepted.program.graph.nodes).some(({ kind }) => kind === 'fork' || kind === 'child');
  expect(comparable(ran, each, hasLanes)).toEqual(comparable(plain, each, hasLanes));
}

function expectedOutcome(expected: NonNullable<Case['expect']>): object {
  return 'value' in expected ? { value: expected.value } : { error: { name: expected.error[0], message: expected.error[1] } };
}

/**
 * What of two runs has to be the same. Lanes run in no promised order, so what they call and publish is compared as a
 * set: a task that was under way in one lane when the commit of another killed the process is performed again.
 */
function comparable({ outcome, calls, published }: Observed, { traceDiffers }: Case, hasLanes: boolean): object {
  if (traceDiffers !== undefined) return { outcome };
  return hasLanes ? { outcome, calls: distinct(calls), published: distinct(published) } : { outcome, calls, published };
}

function distinct<T>(items: readonly T[]): T[] {
  const key = (item: T): string => JSON.stringify(item, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  const byKey = new Map(items.map((item) => [key(item), item]));
  return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
}
