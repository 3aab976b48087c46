/**
 * The set form of a pair of statements: one statement in which the rows that the first changed are those that the second
 * inserts. So it needs no transaction around it.
 */
import { assert } from '@waystone/core';
import { FromNode, RawNode } from 'kysely';
import type { InsertQueryNode, Kysely, UpdateQueryNode } from 'kysely';
import type { Capabilities } from '../dialect.js';
import type { Schema } from '../schema.js';
import { numberedIn } from '../statement.js';
import type { Columns, Pair } from '../statement.js';
import { firstOfBlock } from './numbers.js';
import { found, joined, place, rowColumn, rows, selectRows, selectValues, termsOf, textOf } from './set-form.js';
import type { SetForm } from './set-form.js';

interface PairFormOptions {
  readonly capabilities: Capabilities;
  /** Where the sequences are. */
  readonly schema: string;
}

export function pairFormOf<C extends Columns>(db: Kysely<Schema>, { first, second }: Pair<C>, options: PairFormOptions): SetForm {
  const update = first.write(termsOf(db, first, options.capabilities)).toOperationNode();
  const insert = second.write(termsOf(db, second, options.capabilities)).toOperationNode();
  assert(isUpdate(update) && isInsert(insert), 'a pair is an update and what is inserted with it');
  const changed = textOf({ ...joined(update, first.columns), from: FromNode.create([RawNode.createWithSql(`given as ${rows}`)]) });
  const values = selectValues(`given as ${rows} where ${rows}.${place} in (select ${place} from changed)`, insert.values);
  const given = selectRows(first.columns, filledIn(second.columns, options.schema));
  const ctes = `with given as materialized (${given}), changed as (${changed}), inserted as (${textOf({ ...insert, values })})`;
  return { ...found(update), ctes, text: `${ctes} select ${place} from changed` };
}

/** Numbers of one block, which the statement takes as it begins. */
function filledIn(columns: Columns, schema: string): readonly string[] {
  const filled = numberedIn(columns);
  return filled ? [`${firstOfBlock(schema, filled.sequence)} + ${place} - 1 as "${rowColumn(filled.name)}"`] : [];
}

function isUpdate(node: { readonly kind: string }): node is UpdateQueryNode {
  return node.kind === 'UpdateQueryNode';
}

function isInsert(node: { readonly kind: string }): node is InsertQueryNode {
  return node.kind === 'InsertQueryNode';
}
