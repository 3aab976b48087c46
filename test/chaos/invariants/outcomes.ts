/** What came out is what the input implies: what a plain run would give. */
import { isDeepStrictEqual } from 'node:util';
import type { Case } from '../run/plan.ts';
import type { Outcome } from '../scenarios/scenario.ts';
import type { Invariant } from './invariant.ts';

export const rightOutcomes: Invariant = {
  name: 'outcomes',
  says: 'every outcome is the one that the input implies',
  check({ cases, outcomes }) {
    return cases.flatMap((one) => {
      const outcome = outcomes.get(one.id);
      if (outcome === undefined || isRight(outcome, one)) return [];
      return [{ instance: one.id, problem: 'came out as nothing that its input implies', evidence: [outcome, one] }];
    });
  },
};

function isRight(outcome: Outcome, { outcomes, cancelAfterMs, terminateAfterMs }: Case): boolean {
  if (outcome.end === 'terminated') return terminateAfterMs !== undefined;
  if (outcome.end === 'canceled') return cancelAfterMs !== undefined;
  const plain: unknown = JSON.parse(JSON.stringify(outcome));
  return outcomes.some((expected) => isDeepStrictEqual(plain, expected));
}
