/**
 * The set form of a taking: one statement in which the rows that were found, locked and put into order are those that are changed. So
 * it needs no transaction around it.
 *
 * Always: what it tells of a row, and of others that go with it, is of one moment: the one in which the statement began. Whoever
 * changes rows so counts on the statement of what is taken to pass over those that others have changed since.
 */
import { assert } from '@waystone/core';
import { FromNode, RawNode } from 'kysely';
import type { Kysely, RootOperationNode } from 'kysely';
import type { Schema } from '../schema.js';
import type { Columns, Statement, Taking } from '../statement.js';
import { filledIn, parametersOf } from './chain-form.js';
import type { ChainFormOptions } from './chain-form.js';
import { isSteady } from './steady.js';
import { found as formOf, givenIn, joined, place, rowColumn, rows, selectRows, termsOf, textOf } from './set-form.js';
import type { SetForm } from './set-form.js';

/** The rows of the call. */
const given = 'given';
/** What was found for them, and is locked. */
const found = 'found';
/** The first of that. */
const picked = 'picked';
const changed = 'changed';

/** Its last parameter is how many it may take. */
export function takingFormOf<C extends Columns, K extends Columns>(
  db: Kysely<Schema>,
  { find, change, tell }: Taking<C, K, unknown>,
  options: ChainFormOptions,
): SetForm {
  const nodeOf = <D extends Columns>(link: Statement<D, unknown>) =>
    link.write(termsOf(db, link, options.capabilities)).toOperationNode() as RootOperationNode;
  const [finding, changing, telling] = [nodeOf(find), nodeOf(change), nodeOf(tell)];
  assert(finding.kind === 'SelectQueryNode' && telling.kind === 'SelectQueryNode', 'a taking finds rows and tells of them');
  assert(changing.kind === 'UpdateQueryNode', 'a taking changes what it found');
  const source = FromNode.create([RawNode.createWithSql(`${picked} as ${rows}`)]);
  const update = { ...joined(changing, change.columns, (name) => `array(select "${rowColumn(name)}" from ${picked})`), from: source };
  const parts = [
    `${given} as materialized (${selectRows(find.columns, { filled: filledIn(find.columns, options) })})`,
    `${found} as materialized (${foundText(textOf(finding))})`,
    `${picked} as materialized (${pickedText(change.columns, parametersOf(find.columns, options) + 1)})`,
    `${changed} as (${textOf(update)})`,
  ];
  const ctes = `with ${parts.join(', ')}`;
  const taken = `(select * from ${picked} where ${place} in (select ${place} from ${changed})) as ${rows}`;
  return {
    ...formOf(changing),
    isSteady: [finding, changing, telling].every(isSteady),
    ctes,
    text: `${ctes} ${toldText(taken, textOf(telling))}`,
  };
}

/** Each with its place among them all. */
function foundText(text: string): string {
  const each = `(select * from (${text}) as each offset 0)`;
  return `select ${found}.*, row_number() over () as ${place} from ${given} as ${rows} cross join lateral ${each} as ${found}`;
}

function toldText(taken: string, text: string): string {
  const each = `(select * from (${text}) as each offset 0)`;
  return `select told.* from ${taken} cross join lateral ${each} as told order by ${rows}.${place}`;
}

/** @param limit The parameter with the number of rows. */
function pickedText(columns: Columns, limit: number): string {
  const keys = givenIn(columns).map(([name]) => `"${name}" as "${rowColumn(name)}"`);
  const order = `"rank", ${place}`;
  return `select ${keys.join(', ')}, row_number() over (order by ${order}) as ${place} from ${found} order by ${order} limit $${limit}::bigint`;
}
