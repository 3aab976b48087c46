/**
 * What steps that are one statement have in common: the fence, since each changes its lane only if that stands as its worker knows
 * it, and what going on changes there.
 */
import { sql } from 'kysely';
import type { WhereInterface } from 'kysely';
import type { Schema } from '../schema.js';
import { integer, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { Fence } from '../store.js';

export const fenceColumns = { n: integer, lane: text, worker: integer, epoch: integer, seq: integer };

type FenceTerms = Pick<Terms<typeof fenceColumns>, 'row' | 'here'>;

export function fenceRow({ n, lane, owner: worker, epoch, seq }: Fence) {
  return { n, lane, worker, epoch, seq };
}

/** One step further, and nothing has failed yet at the wait that it leads to. */
export const oneStepOn = { seq: sql<number>`seq + 1`, attempt: sql.lit(0), losses: sql.lit(0) };

/** The lane of the row, held with its fence, of which nobody wants anything and that received nothing. */
export function asKnown<Query extends WhereInterface<Schema, 'lanes'>>(terms: FenceTerms): (query: Query) => Query {
  return (query) => asHeld<Query>(terms)(query).where('signal', 'is', null) as Query;
}

/** The same, whatever it received. */
export function asHeld<Query extends WhereInterface<Schema, 'lanes'>>({ row, here }: FenceTerms): (query: Query) => Query {
  return (query) =>
    query
      .where('partition', '=', here)
      .where('n', '=', row.n)
      .where('lane', '=', row.lane)
      // In words that no index answers: planners that know nothing yet of the rows would look for them by owner.
      .where('owner', 'is not distinct from', row.worker)
      .where('epoch', '=', row.epoch)
      .where('seq', '=', row.seq)
      .where('request', '=', sql.lit('none'))
      .where('paused', '=', sql.lit(0)) as Query;
}
