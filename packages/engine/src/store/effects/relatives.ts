/** The instances to which an end or a cancel may spread: those that wait for it, its living children, and theirs. Locks nothing. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { InstanceNumber } from '../store.js';

export async function relativesOf(session: Session, instances: Iterable<InstanceNumber>): Promise<ReadonlySet<InstanceNumber>> {
  const found = new Set<InstanceNumber>(instances);
  for (let generation = [...found]; generation.length > 0;) {
    const rows = generation.map((n) => ({ n }));
    const waiting = (await session.fetch(waitingFor, rows)).flat();
    const children = (await session.fetch(livingChildren, rows)).flat().filter(({ n }) => !found.has(n));
    for (const { n } of [...waiting, ...children]) found.add(n);
    generation = children.map(({ n }) => n);
  }
  return found;
}

const waitingFor = statement({ n: integer }, ({ db, row, here }) =>
  db.selectFrom('lanes').select('n').where('partition', '=', here).where('child', '=', row.n),
);

const livingChildren = statement({ n: integer }, ({ db, row, here }) =>
  db.selectFrom('instances').select('n').where('partition', '=', here).where('parent', '=', row.n).where('state', '=', sql.lit('live')),
);
