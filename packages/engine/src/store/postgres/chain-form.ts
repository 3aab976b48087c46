/**
 * The set form of a chain: one statement in which the rows that the first changed, or inserted, are those that the others
 * take. So it needs no transaction around it.
 */
import { assert } from '@waystone/core';
import { FromNode, RawNode, UsingNode } from 'kysely';
import type { InsertQueryNode, Kysely, RootOperationNode } from 'kysely';
import type { Instant } from '../../ports.js';
import type { Capabilities } from '../dialect.js';
import type { Schema } from '../schema.js';
import { numberedIn, timedIn } from '../statement.js';
import type { Chain, Columns, Statement } from '../statement.js';
import { firstOfBlock } from './numbers.js';
import {
  found,
  givenIn,
  inOrder,
  joined,
  place,
  rowColumn,
  rows,
  selectFor,
  selectRows,
  selectValues,
  termsOf,
  textOf,
} from './set-form.js';
import type { SetForm } from './set-form.js';

export interface ChainFormOptions {
  readonly capabilities: Capabilities;
  /** Where the sequences are. */
  readonly schema: string;
  /** Gives the time, in the parameter behind the rows; absent: the database tells it. */
  readonly clock?: (() => Instant) | undefined;
}

/** The rows as the database has them, with what it filled in. */
const given = 'given';
/** Those of them for which there is what they need. */
const able = 'able';
/** What the first statement changed. */
const changed = 'changed';

export function chainFormOf<C extends Columns>(db: Kysely<Schema>, chain: Chain<C>, options: ChainFormOptions): SetForm {
  const { columns } = chain.first;
  const nodeOf = (link: Statement<C, unknown>) =>
    link.write(termsOf(db, link, options.capabilities)).toOperationNode() as RootOperationNode;
  const need = chain.need ?? (options.capabilities.rowLocks ? chain.lock : undefined);
  const first = nodeOf(chain.first);
  const isTaken = first.kind === 'InsertQueryNode' ? insertedRows(columns) : `${rows}.${place} in (select ${place} from ${changed})`;
  const parts = [
    `${given} as materialized (${selectRows(columns, filledIn(columns, options))})`,
    ...(need ? [`${able} as materialized (${selectFor(`${given} as ${rows}`, textOf(nodeOf(need)))})`] : []),
    `${changed} as (${linkText(first, columns, need && `${rows}.${place} in (select ${place} from ${able})`)})`,
    ...chain.rest.map((link, index) => `linked${index} as (${linkText(nodeOf(link), columns, isTaken)})`),
  ];
  const ctes = `with ${parts.join(', ')}`;
  return { ...formOf(first), ctes, text: `${ctes} ${answerOf(first, columns, isTaken)}` };
}

function formOf(first: RootOperationNode): Omit<SetForm, 'text'> {
  if (first.kind === 'InsertQueryNode') return { node: first, gives: 'places', isSteady: true };
  assert(first.kind === 'UpdateQueryNode' || first.kind === 'DeleteQueryNode', 'a chain begins with what changes rows');
  return found(first);
}

/** What was filled in is told of rows that were inserted: nobody else knows their numbers. */
function answerOf(first: RootOperationNode, columns: Columns, isTaken: string): string {
  if (first.kind !== 'InsertQueryNode') return `select ${place} from ${changed}`;
  return `select ${[`${rows}.${place}`, ...toldOf(columns)].join(', ')} from ${given} as ${rows} where ${isTaken}`;
}

export function toldOf(columns: Columns): readonly string[] {
  const [number, time] = [numberedIn(columns)?.name, timedIn(columns)];
  return [[number, 'number'] as const, [time, 'now'] as const].flatMap(([name, as]) =>
    name === undefined ? [] : [`${rows}."${rowColumn(name)}" as "${as}"`],
  );
}

/** @param condition Of the rows that it takes; absent: all. */
function linkText(node: RootOperationNode, columns: Columns, condition: string | undefined): string {
  const source = condition === undefined ? `${given} as ${rows}` : `(select * from ${given} as ${rows} where ${condition}) as ${rows}`;
  if (node.kind === 'InsertQueryNode') return insertText(node, columns, source);
  const from = [RawNode.createWithSql(source)];
  if (node.kind === 'UpdateQueryNode') return textOf({ ...joined(node, columns), from: FromNode.create(from) });
  assert(node.kind === 'DeleteQueryNode', 'a link of a chain changes rows');
  return textOf({ ...joined(node, columns), using: UsingNode.create(from) });
}

/** What may find its row there already tells of those that it inserted. */
function insertText(node: InsertQueryNode, columns: Columns, source: string): string {
  const text = textOf({ ...node, values: selectValues(inOrder(source), node.values) });
  return node.onConflict ? `${text} returning "${numberIn(columns)}"` : text;
}

/** The rows that the first statement, an insert, has inserted. */
function insertedRows(columns: Columns): string {
  const name = numberIn(columns);
  return `${rows}."${rowColumn(name)}" in (select "${name}" from ${changed})`;
}

export function numberIn(columns: Columns): string {
  const numbered = numberedIn(columns);
  assert(numbered, 'a chain inserts rows without a number');
  return numbered.name;
}

function indexOfRow(index: string | undefined): string {
  return index === undefined ? `${place} - 1` : `"${rowColumn(index)}"`;
}

/**
 * Numbers of one block, which the statement takes as it begins, and its time.
 *
 * @param indexOf Gives the place of a row in its block, by the column that says it, if there is one.
 */
export function filledIn(columns: Columns, { schema, clock }: ChainFormOptions, indexOf = indexOfRow): readonly string[] {
  const [numbered, time] = [numberedIn(columns), timedIn(columns)];
  const now = clock ? `$${givenIn(columns).length + 1}::bigint` : nowOfStatement;
  return [
    ...(numbered ? [`${firstOfBlock(schema, numbered.sequence)} + ${indexOf(numbered.index)} as "${rowColumn(numbered.name)}"`] : []),
    ...(time === undefined ? [] : [`${now} as "${rowColumn(time)}"`]),
  ];
}

const nowOfStatement = '(extract(epoch from statement_timestamp()) * 1000)::bigint';
