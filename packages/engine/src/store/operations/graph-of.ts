/** Tells which graph an instance runs. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { statement, text } from '../statement.js';

export async function graphOf(session: Session, instanceId: string): Promise<string | undefined> {
  const [instance] = await session.fetchOne(graphOfInstance, [{ id: instanceId }]);
  return instance?.graph;
}

const graphOfInstance = statement({ id: text }, ({ db, row, here }) =>
  db.selectFrom('instances').select('graph').where('partition', '=', here).where('id', '=', row.id).where('replaced', '=', sql.lit(0)),
);
