/** Whether the transaction on a connection is one of the database that holds the store. */
import { TransactionForeignError } from '@waystone/core';
import { CompiledQuery } from 'kysely';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { leaveProbe, undoProbe } from '../caller-transaction.js';
import type { Ask } from '../caller-transaction.js';
import type { Schema } from '../schema.js';

/** Where the store is, and since when, which tells its database from copies of the layout elsewhere. */
export interface Origin {
  readonly where: string;
  readonly schema: string;
  readonly since: number;
}

/** Undoes what fails in it, so that the caller's transaction can go on. @throws TransactionForeignError */
export async function assertSameDatabase(ask: Ask, { where, schema, since }: Origin): Promise<void> {
  const found = await sinceOf(ask, schema).catch(async (cause: unknown) => {
    await ask(undoProbe);
    await ask(leaveProbe);
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new TransactionForeignError(where, `schema '${schema}' cannot be read there (${problem})`, { cause });
  });
  await ask(leaveProbe);
  if (found !== since) throw new TransactionForeignError(where, `schema '${schema}' there is another store's`);
}

async function sinceOf(ask: Ask, schema: string): Promise<number> {
  const table = `${pg.escapeIdentifier(schema)}.migrations`;
  const { rows } = await ask(CompiledQuery.raw(`select applied_at::text as since from ${table} where version = 1`));
  return Number((rows[0] as { readonly since?: string } | undefined)?.since);
}

/** When the layout of a store was made. */
export async function madeAt(db: Kysely<Schema>): Promise<number> {
  const { applied_at } = await db.selectFrom('migrations').select('applied_at').where('version', '=', 1).executeTakeFirstOrThrow();
  return applied_at;
}
