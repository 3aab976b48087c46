/** Pauses lanes and ends the pause of instances. Their times and signals stay as they are; only nobody may claim them. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { InstanceNumber } from '../store.js';

export async function pauseLanes(session: Session, instances: readonly { readonly n: InstanceNumber }[]): Promise<void> {
  await session.change(setPaused, instances);
}

/** Every lane goes back to its wait, those that were set aside too. */
export async function endPause(session: Session, instances: readonly { readonly n: InstanceNumber }[]): Promise<void> {
  await session.change(withdrawPause, instances);
  await session.change(setUnpaused, instances);
  if (instances.length > 0) session.notify({ kind: 'ready' });
}

const setPaused = statement({ n: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ paused: sql.lit(1) })
    .where('partition', '=', here)
    .where('n', '=', row.n),
);

const withdrawPause = statement({ n: integer }, ({ db, row, here }) =>
  db
    .updateTable('instances')
    .set({ pause_requested_at: sql.lit(null) })
    .where('partition', '=', here)
    .where('n', '=', row.n),
);

const setUnpaused = statement({ n: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ paused: sql.lit(0) })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('paused', '=', sql.lit(1)),
);
