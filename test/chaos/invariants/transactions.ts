/** What a transactional task writes and its commit are one: every account has what the committed transfers left it. */
import type { Transfer } from '../../../examples/transfer/src/transfer.workflow.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Invariant } from './invariant.ts';

/** Of every account. Enough for all transfers that are not refused. */
export const initialCents = 1_000_000;

export const transactions: Invariant = {
  name: 'transactions',
  says: 'what a transactional task writes and its commit are one',
  check(evidence) {
    const moves = movesOf(evidence);
    return evidence.rows.accounts.flatMap(({ id, cents }) => {
      const own = moves.filter(({ from, to }) => from === id || to === id);
      const expected = own.reduce((sum, { from, cents }) => sum + (from === id ? -cents : cents), initialCents);
      return cents === expected ? [] : [{ instance: id, problem: `has ${cents} instead of ${expected}`, evidence: own }];
    });
  },
};

/** The transfers that history says were made. */
function movesOf({ cases, rows }: Evidence): readonly Transfer[] {
  const inputs = new Map(cases.map(({ id, input }) => [id, input as Transfer]));
  const ids = new Map(rows.instances.map(({ n, id }) => [n, id]));
  const made = rows.history.filter(({ node, outcome }) => node === 'run/move' && outcome === 'completed');
  return made.flatMap(({ n }) => inputs.get(ids.get(n) ?? '') ?? []);
}
