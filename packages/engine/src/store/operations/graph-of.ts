/** Tells which graphs instances run. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { statement, text } from '../statement.js';

export async function graphOf(session: Session, instanceId: string): Promise<string | undefined> {
  const [graph] = await graphsOf(session, [instanceId]);
  return graph;
}

/** In the order of the ids; undefined: there is no such instance. */
export async function graphsOf(session: Session, instanceIds: readonly string[]): Promise<readonly (string | undefined)[]> {
  const found = await session.fetchOne(
    graphOfInstance,
    instanceIds.map((id) => ({ id })),
  );
  return found.map((instance) => instance?.graph);
}

const graphOfInstance = statement({ id: text }, ({ db, row, here }) =>
  db.selectFrom('instances').select('graph').where('partition', '=', here).where('id', '=', row.id).where('replaced', '=', sql.lit(0)),
);
