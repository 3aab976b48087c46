/**
 * Numbers from sequences, which nobody waits for. They come in blocks: a sequence gives the number of a block.
 *
 * Always: unique; those of one transaction are greater than those of every transaction that had ended when it began.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import pg from 'pg';
import type { Numbering } from '../dialect.js';
import type { Schema, SequenceName } from '../schema.js';
import { askBeginning } from './connection.js';
import type { Beginning } from './connection.js';

export const blockSize = 1_024;

export function sequenceName(name: SequenceName): string {
  return `${name}_blocks`;
}

/** SQL for the first number of a block that the statement takes. */
export function firstOfBlock(schema: string, name: SequenceName): string {
  return `(select nextval(${pg.escapeLiteral(qualified(schema, name))}::regclass) * ${blockSize})`;
}

/** Takes a block along with the begin of a transaction, if the sequence is there already. */
export function takeAhead(schema: string): string {
  return `nextval(to_regclass(${pg.escapeLiteral(qualified(schema, 'ordinal'))})) as block`;
}

export async function takeBlocks(db: Kysely<Schema>, schema: string, name: SequenceName, count: number): Promise<Numbering> {
  const ahead = name === 'ordinal' && count <= blockSize ? await takenAhead(db) : undefined;
  if (ahead !== undefined) return (index) => ahead * blockSize + index;
  const { rows } = await sql<{ readonly block: number }>`
    select nextval(${qualified(schema, name)}::regclass) as block from generate_series(1, ${Math.ceil(count / blockSize)}::bigint)
  `.execute(db);
  return (index) => (rows[Math.floor(index / blockSize)]?.block ?? Number.NaN) * blockSize + (index % blockSize);
}

/** What the transaction took at its begin goes to whoever asks first. */
async function takenAhead(db: Kysely<Schema>): Promise<number | undefined> {
  const [beginning] = (await db.executeQuery<Beginning>(askBeginning)).rows;
  const block = beginning?.block ?? undefined;
  if (beginning) beginning.block = null;
  return block;
}

function qualified(schema: string, name: SequenceName): string {
  return `${pg.escapeIdentifier(schema)}.${sequenceName(name)}`;
}
