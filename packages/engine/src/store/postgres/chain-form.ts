/**
 * The set form of a chain: one statement in which the rows that the first changed, or inserted, are those that the others
 * take. So it needs no transaction around it.
 */
import { assert } from '@waystone/core';
import { FromNode, RawNode, ReturningNode, SelectionNode, sql, UsingNode } from 'kysely';
import type { InsertQueryNode, Kysely, RootOperationNode } from 'kysely';
import type { Instant } from '../../ports.js';
import type { Capabilities } from '../dialect.js';
import type { Schema } from '../schema.js';
import { integer, numberedIn, timedIn } from '../statement.js';
import type { Chain, Columns, Statement, Tally } from '../statement.js';
import { firstOfBlock } from './numbers.js';
import { isSteady } from './steady.js';
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
/** What was changed once for all of them that agree. */
const tallied = 'tallied';

export function chainFormOf<C extends Columns>(db: Kysely<Schema>, chain: Chain<C>, options: ChainFormOptions): SetForm {
  const { columns } = chain.first;
  const nodeOf = <D extends Columns>(link: Statement<D, unknown>) =>
    link.write(termsOf(db, link, options.capabilities)).toOperationNode() as RootOperationNode;
  const need = chain.need ?? (options.capabilities.rowLocks ? chain.lock : undefined);
  const first = nodeOf(chain.first);
  const isTaken = first.kind === 'InsertQueryNode' ? insertedRows(columns) : `${rows}.${place} in (select ${place} from ${changed})`;
  const besides = chain.beside.map((link) => besideColumns(link.columns));
  const selects = selectsBeside(columns, besides, options);
  const parts = [
    `${given} as materialized (${selectRows(columns, { filled: filledIn(columns, options) })})`,
    ...(need ? [`${able} as materialized (${selectFor(`${given} as ${rows}`, textOf(nodeOf(need)))})`] : []),
    `${changed} as (${linkText(first, { columns, condition: need && `${rows}.${place} in (select ${place} from ${able})` })})`,
    ...chain.rest.map((link, index) => `linked${index} as (${linkText(nodeOf(link), { columns, condition: isTaken })})`),
    ...chain.beside.flatMap((link, index) =>
      besideParts(nodeOf(link), { columns: besides[index] ?? {}, select: selects[index] ?? '', index }),
    ),
    ...(chain.tally ? [`${tallied} as (${tallyText(nodeOf(chain.tally.statement), chain.tally, columns)})`] : []),
  ];
  const ctes = `with ${parts.join(', ')}`;
  const links = [...(need ? [need] : []), ...chain.rest, ...chain.beside, ...(chain.tally ? [chain.tally.statement] : [])];
  const isSteadyAll = links.every((link) => isSteadyLink(nodeOf(link as Statement<Columns, unknown>)));
  const form = formOf(first);
  return {
    ...form,
    isSteady: form.isSteady && isSteadyAll,
    ctes,
    text: `${ctes} ${answerOf(first, { columns, isTaken, tally: chain.tally })}`,
  };
}

function isSteadyLink(node: RootOperationNode): boolean {
  if (node.kind === 'InsertQueryNode') return true;
  assert(node.kind === 'SelectQueryNode' || node.kind === 'UpdateQueryNode' || node.kind === 'DeleteQueryNode', 'a link is a query');
  return isSteady(node);
}

/** Rows of their own, each with the place of the one that it comes with. */
function besideParts(node: RootOperationNode, { columns, select, index }: BesideRows): readonly string[] {
  const source = `beside${index}`;
  const condition = `${rows}."${rowColumn(ofColumn)}" in (select ${place} from ${changed})`;
  return [`${source} as materialized (${select})`, `ran${index} as (${linkText(node, { columns, condition, source })})`];
}

interface BesideRows {
  readonly columns: Columns;
  /** Gives them. */
  readonly select: string;
  readonly index: number;
}

/** Selects of the rows of each statement beside a chain, whose parameters come one after the other. */
export function selectsBeside(own: Columns, beside: readonly Columns[], options: ChainFormOptions): readonly string[] {
  let behind = parametersOf(own, options);
  return beside.map((columns) => {
    const select = selectRows(columns, { filled: filledIn(columns, options), behind });
    behind += givenIn(columns).length;
    return select;
  });
}

const ofColumn = 'of';

/** What the rows beside a chain bring along. */
export function besideColumns(columns: Columns): Columns {
  return { ...columns, [ofColumn]: integer };
}

/** How many parameters the rows of a chain take. */
export function parametersOf(columns: Columns, { clock }: ChainFormOptions): number {
  return givenIn(columns).length + (clock && timedIn(columns) !== undefined ? 1 : 0);
}

/** One row for all that agree; what else they have in common is that of any of them. */
function tallyText(node: RootOperationNode, { statement, by, count }: Tally<unknown>, columns: Columns): string {
  assert(node.kind === 'UpdateQueryNode', 'a tally changes a row');
  const others = Object.keys(statement.columns).filter((name) => name !== count && !by.includes(name));
  const selected = [...by.map(quoted), ...others.map((name) => `max(${quoted(name)}) as ${quoted(name)}`), `count(*) as ${quoted(count)}`];
  const counted = `select ${selected.join(', ')} from ${given} where ${place} in (select ${place} from ${changed}) group by ${by.map(quoted).join(', ')}`;
  const from = FromNode.create([RawNode.createWithSql(`(${counted}) as ${rows}`)]);
  const returned = by.map((name) =>
    SelectionNode.create(
      sql
        .ref(`${rows}.${rowColumn(name)}`)
        .as(rowColumn(name))
        .toOperationNode(),
    ),
  );
  const returning = ReturningNode.create([...(node.returning?.selections ?? []), ...returned]);
  return textOf({ ...joined(node, columns), from, returning });
}

function quoted(name: string): string {
  return `"${rowColumn(name)}"`;
}

function formOf(first: RootOperationNode): Omit<SetForm, 'text'> {
  if (first.kind === 'InsertQueryNode') return { node: first, gives: 'places', isSteady: true };
  assert(first.kind === 'UpdateQueryNode' || first.kind === 'DeleteQueryNode', 'a chain begins with what changes rows');
  return found(first);
}

interface Answer {
  readonly columns: Columns;
  readonly isTaken: string;
  readonly tally: Tally<unknown> | undefined;
}

function withTallied({ by }: Tally<unknown>): string {
  return `left join ${tallied} using (${by.map(quoted).join(', ')})`;
}

/** What was filled in is told of rows that were inserted: nobody else knows their numbers. */
function answerOf(first: RootOperationNode, { columns, isTaken, tally }: Answer): string {
  if (tally) return `select ${place}, ${tallied}.* from ${changed} join ${given} using (${place}) ${withTallied(tally)}`;
  if (first.kind !== 'InsertQueryNode') return `select ${place} from ${changed}`;
  return `select ${[`${rows}.${place}`, ...toldOf(columns)].join(', ')} from ${given} as ${rows} where ${isTaken}`;
}

export function toldOf(columns: Columns): readonly string[] {
  const [number, time] = [numberedIn(columns)?.name, timedIn(columns)];
  return [[number, 'number'] as const, [time, 'now'] as const].flatMap(([name, as]) =>
    name === undefined ? [] : [`${rows}."${rowColumn(name)}" as "${as}"`],
  );
}

interface LinkRows {
  readonly columns: Columns;
  /** Of the rows that it takes; absent: all. */
  readonly condition?: string | undefined;
  /** Where the rows are. */
  readonly source?: string;
}

function linkText(node: RootOperationNode, { columns, condition, source = given }: LinkRows): string {
  const taken = condition === undefined ? `${source} as ${rows}` : `(select * from ${source} as ${rows} where ${condition}) as ${rows}`;
  if (node.kind === 'InsertQueryNode') return insertText(node, columns, taken);
  const from = [RawNode.createWithSql(taken)];
  if (node.kind === 'UpdateQueryNode') return textOf({ ...joined(node, columns), from: FromNode.create(from) });
  assert(node.kind === 'DeleteQueryNode', 'a link of a chain changes rows');
  return textOf({ ...joined(node, columns), using: UsingNode.create(from) });
}

/**
 * What may find its row there already waits for others, so in the order of keys, and tells of those that it inserted. The others
 * are put down as they are numbered: of what is due at the same time, the first is taken first.
 */
function insertText(node: InsertQueryNode, columns: Columns, source: string): string {
  const number = node.onConflict ? undefined : numberedIn(columns)?.name;
  const order = number === undefined ? place : `"${rowColumn(number)}"`;
  const text = textOf({ ...node, values: selectValues(inOrder(source, order), node.values) });
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
