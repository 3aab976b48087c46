/** Sequences that are rows of a table. */
import { assert } from '@waystone/core';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Numbering, SessionDialect } from './dialect.js';
import type { Schema, SequenceName } from './schema.js';
import { integer, numberedIn, statement, timedIn, word } from './statement.js';
import type { Columns, Filled } from './statement.js';

/** Takes numbers in the order of commit: until this transaction ends, nobody else gets any. */
export async function takeNumbers(dialect: SessionDialect, db: Kysely<Schema>, name: SequenceName, count: number): Promise<Numbering> {
  const [[taken] = []] = await dialect.fetchMany(db, moveOn, [{ name, count }]);
  assert(taken !== undefined, `no sequence '${name}'`);
  const first = taken.next - count;
  return (index) => first + index;
}

interface ToFill {
  readonly columns: Columns;
  readonly count: number;
}

/** What a transaction fills into the columns that rows do not bring along, by the place of the row. */
export async function filledFor(
  dialect: SessionDialect,
  db: Kysely<Schema>,
  { columns, count }: ToFill,
): Promise<(index: number) => Filled> {
  const numbered = numberedIn(columns);
  const numberOf = numbered ? await dialect.take(db, numbered.sequence, count) : () => 0;
  const now = timedIn(columns) === undefined ? 0 : await dialect.now(db);
  return (index) => ({ number: numberOf(index), now });
}

const moveOn = statement({ name: word<SequenceName>(), count: integer }, ({ db, row, here }) =>
  db
    .updateTable('sequences')
    .set({ next: sql<number>`next + ${row.count}` })
    .where('partition', '=', here)
    .where('name', '=', row.name)
    .returning('next'),
);
