/** Gives held lanes back as they are, ready at once. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { Fence } from '../store.js';

export async function release(session: Session, fences: readonly Fence[]): Promise<readonly undefined[]> {
  await session.change(
    releaseLane,
    fences.map(({ n, lane, owner, epoch, seq }) => ({ n, lane, owner, epoch, seq, now: session.now })),
  );
  session.notify({ kind: 'ready' });
  return fences.map(() => undefined);
}

const releaseLane = statement({ n: integer, lane: text, owner: integer, epoch: integer, seq: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ owner: sql.lit(null), due: row.now })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane)
    // In words that no index answers: planners that know nothing yet of the rows would look for them by owner.
    .where('owner', 'is not distinct from', row.owner)
    .where('epoch', '=', row.epoch)
    .where('seq', '=', row.seq),
);
