/** Sequences that are rows of a table. */
import { assert } from '@waystone/core';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Numbering, SessionDialect } from './dialect.js';
import type { Schema, SequenceName } from './schema.js';
import { integer, numberedIn, statement, word } from './statement.js';
import type { Columns } from './statement.js';

/** Takes numbers in the order of commit: until this transaction ends, nobody else gets any. */
export async function takeNumbers(dialect: SessionDialect, db: Kysely<Schema>, name: SequenceName, count: number): Promise<Numbering> {
  const [[taken] = []] = await dialect.fetchMany(db, moveOn, [{ name, count }]);
  assert(taken !== undefined, `no sequence '${name}'`);
  const first = taken.next - count;
  return (index) => first + index;
}

interface Numbered {
  readonly columns: Columns;
  readonly count: number;
}

/** Numbers for the column that rows do not bring along. */
export async function numbersFor(dialect: SessionDialect, db: Kysely<Schema>, { columns, count }: Numbered): Promise<Numbering> {
  const filled = numberedIn(columns);
  assert(filled, 'a pair of statements has no column to fill');
  return dialect.take(db, filled.sequence, count);
}

const moveOn = statement({ name: word<SequenceName>(), count: integer }, ({ db, row, here }) =>
  db
    .updateTable('sequences')
    .set({ next: sql<number>`next + ${row.count}` })
    .where('partition', '=', here)
    .where('name', '=', row.name)
    .returning('next'),
);
