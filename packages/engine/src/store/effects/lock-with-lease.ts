/**
 * The locks of steps that change more than a lane at work and are one statement: their instance, as everybody locks it first, and
 * the lease of their worker, so that nobody takes back what it holds before it is known what that is.
 *
 * Always: nothing is waited for. What somebody else has locked is not there, and the step takes the longer way.
 */
import { sql } from 'kysely';
import { integer } from '../statement.js';
import type { Terms } from '../statement.js';

const columns = { n: integer, worker: integer };

export function lockInstanceAndLease({ db, row, here }: Terms<typeof columns>) {
  return db
    .selectFrom('instances')
    .innerJoin('workers', (on) => on.on('workers.id', '=', row.worker))
    .select('instances.n')
    .where('instances.partition', '=', here)
    .where('instances.n', '=', row.n)
    .modifyEnd(sql`for update of instances skip locked for key share of workers skip locked`);
}
