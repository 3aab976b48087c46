/** All that is checked once a run is over. */
import type { Evidence } from '../evidence/evidence.ts';
import { executedOnce } from './01-executed-once.ts';
import { oneLine } from './02-one-line.ts';
import { signals } from './03-signals.ts';
import { endsOnce } from './04-ends-once.ts';
import { everythingEnds } from './05-everything-ends.ts';
import { oldEpochs } from './06-old-epochs.ts';
import { timers } from './07-timers.ts';
import { joins } from './08-joins.ts';
import { starts } from './09-starts.ts';
import { bounded } from './10-bounded.ts';
import type { Invariant, Violation } from './invariant.ts';
import { rightOutcomes } from './outcomes.ts';
import { transactions } from './transactions.ts';

export const invariants: readonly Invariant[] = [
  executedOnce,
  oneLine,
  signals,
  endsOnce,
  everythingEnds,
  oldEpochs,
  timers,
  joins,
  starts,
  bounded,
  rightOutcomes,
  transactions,
];

export function judge(evidence: Evidence): readonly Violation[] {
  return invariants.flatMap(({ name, check }) => check(evidence).map((found) => ({ ...found, invariant: name })));
}
