/** A chain, row by row: what each row takes with it, filled in. */
import type { Kysely } from 'kysely';
import type { ChainRows, SessionDialect } from '../dialect.js';
import type { Schema } from '../schema.js';
import type { BesideRow, Chain, Columns, Filled, RowOf } from '../statement.js';
import { filledFor } from '../take-numbers.js';

/** A row, and what the dialect fills in. */
export interface FilledRow<C extends Columns> {
  readonly row: RowOf<C>;
  readonly filled: Filled;
}

export interface ChainCall<C extends Columns> extends FilledRow<C> {
  /** For each statement beside it the rows that come with this one. */
  readonly beside: readonly (readonly FilledRow<Columns>[])[];
}

interface ToCall<C extends Columns> extends ChainRows<C> {
  readonly chain: Chain<C>;
}

export async function chainCalls<C extends Columns>(
  dialect: SessionDialect,
  db: Kysely<Schema>,
  { chain, rows, beside }: ToCall<C>,
): Promise<readonly ChainCall<C>[]> {
  const filledOf = await filledFor(dialect, db, { columns: chain.first.columns, count: rows.length });
  const calls = rows.map((row, index) => ({ row, filled: filledOf(index), beside: chain.beside.map((): FilledRow<Columns>[] => []) }));
  for (const [at, { columns }] of chain.beside.entries()) {
    const coming: readonly BesideRow[] = beside[at] ?? [];
    const filledBeside = await filledFor(dialect, db, { columns, count: coming.length });
    for (const [index, { of, row }] of coming.entries()) calls[of]?.beside[at]?.push({ row, filled: filledBeside(index) });
  }
  return calls;
}
