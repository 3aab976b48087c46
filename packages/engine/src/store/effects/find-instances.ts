/** Finds instances by their ids. */
import { sql } from 'kysely';
import { statement, text } from '../statement.js';

export const instanceById = statement(
  { id: text },
  ({ db, row, here, capabilities }) => {
    const query = db
      .selectFrom('instances')
      .select(['n', 'id', 'workflow', 'state'])
      .where('partition', '=', here)
      .where('id', '=', row.id)
      .where('replaced', '=', sql.lit(0));
    return capabilities.rowLocks ? query.forUpdate() : query;
  },
  ['id'],
);
