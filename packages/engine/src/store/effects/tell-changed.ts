/** Tells of statuses and ends of instances, once the transaction is durable. */
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { InstanceNumber } from '../store.js';

export async function tellChanged(session: Session, numbers: Iterable<InstanceNumber>): Promise<void> {
  const rows = [...new Set(numbers)].map((n) => ({ n }));
  for (const instance of await session.fetchOne(idOfInstance, rows)) {
    if (instance) session.notify({ kind: 'changed', instanceId: instance.id });
  }
}

const idOfInstance = statement({ n: integer }, ({ db, row, here }) =>
  db.selectFrom('instances').select('id').where('partition', '=', here).where('n', '=', row.n),
);
