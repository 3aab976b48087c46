/** Deletes the lanes of a fork, whose parent goes on, and all below them. */
import { integer, statement, text } from '../statement.js';
import type { Terms } from '../statement.js';

export const rangeColumns = { n: integer, from: text, to: text };

export function deleteRange({ db, row, here }: Terms<typeof rangeColumns>) {
  return db
    .deleteFrom('lanes')
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '>=', row.from)
    .where('lane', '<', row.to);
}

export const deleteLanes = statement(rangeColumns, deleteRange);
