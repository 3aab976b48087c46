/**
 * The form of a chain for one row: the columns of the row are parameters, so nothing is unpacked, joined or sorted, which takes
 * most of the time of a set form that was given one row. Rows beside it come as arrays, and need not say with which they come.
 *
 * Always: it does what the set form of the chain does, and takes its parameters in the same order.
 */
import { assert } from '@waystone/core';
import { AndNode, FromNode, RawNode, ReturningNode, SelectionNode, sql, UsingNode, WhereNode } from 'kysely';
import type { DeleteQueryNode, InsertQueryNode, Kysely, OperationNode, RawBuilder, RootOperationNode, UpdateQueryNode } from 'kysely';
import type { Schema } from '../schema.js';
import { onlyPartition } from '../session.js';
import type { Chain, Columns, Statement, Terms } from '../statement.js';
import { elementType } from './arrays.js';
import { filledIn, numberIn, selectsBeside, toldOf } from './chain-form.js';
import type { ChainFormOptions } from './chain-form.js';
import { givenIn, place, rowColumn, rows, selectValues, termsOf as termsOfRows, textOf } from './set-form.js';
import type { SetForm } from './set-form.js';

/** What the database filled in. */
const filled = 'filled';
/** There, if there is what the row needs. */
const able = 'able';
/** There, if the first statement changed something. */
const changed = 'changed';

export function rowFormOf<C extends Columns>(
  db: Kysely<Schema>,
  chain: Chain<C>,
  options: ChainFormOptions,
): Pick<SetForm, 'ctes' | 'text'> {
  const { columns } = chain.first;
  const nodeOf = (link: Statement<C, unknown>) => link.write(termsOf(db, link, options)).toOperationNode() as RootOperationNode;
  const need = chain.need ?? (options.capabilities.rowLocks ? chain.lock : undefined);
  const parameterOf = parameterIn(columns);
  const fills = filledIn(columns, options, (index) => (index === undefined ? '0' : (parameterOf(index) ?? '0')));
  const first = nodeOf(chain.first);
  const parts = [
    ...(fills.length > 0 ? [`${filled} as materialized (select ${fills.join(', ')})`] : []),
    ...(need ? [`${able} as materialized (${textOf(nodeOf(need))})`] : []),
    `${changed} as (${textOf(returningOne(linkOf(first, need && isThere(able)), columns))})`,
    ...chain.rest.map((link, index) => `linked${index} as (${textOf(linkOf(nodeOf(link), isThere(changed)))})`),
    ...besideParts(db, chain, options),
  ];
  const ctes = `with ${parts.join(', ')}`;
  const told = first.kind === 'InsertQueryNode' ? toldOf(columns) : [];
  const source = told.length > 0 ? ` from ${filled} as ${rows}` : '';
  return { ctes, text: `${ctes} select ${[`1 as ${place}`, ...told].join(', ')}${source} where ${isThere(changed)}` };
}

function besideParts<C extends Columns>(db: Kysely<Schema>, chain: Chain<C>, options: ChainFormOptions): readonly string[] {
  const selects = selectsBeside(
    chain.first.columns,
    chain.beside.map(({ columns }) => columns),
    options,
  );
  return chain.beside.map((link, index) => {
    const node = link.write(termsOfRows(db, link, options.capabilities)).toOperationNode() as RootOperationNode;
    assert(node.kind === 'InsertQueryNode', 'what comes beside one row inserts others');
    const source = ` from (${selects[index]}) as ${rows} where ${isThere(changed)}`;
    return `ran${index} as (${textOf({ ...node, values: selectValues(source, node.values) })})`;
  });
}

function isThere(part: string): string {
  return `exists (select from ${part})`;
}

function termsOf<C extends Columns>(db: Kysely<Schema>, { columns }: Statement<C, unknown>, { capabilities }: ChainFormOptions): Terms<C> {
  const row: Record<string, RawBuilder<unknown>> = {};
  const parameterOf = parameterIn(columns);
  for (const name of Object.keys(columns)) row[name] = sql.raw(parameterOf(name) ?? filledColumn(name));
  return { db, row: row as Terms<C>['row'], here: sql.lit(onlyPartition), capabilities };
}

/** Gives the parameter with the value of a column; undefined: the dialect fills it. */
function parameterIn(columns: Columns): (name: string) => string | undefined {
  const given = new Map(givenIn(columns).map(([name, { type }], index) => [name, `$${index + 1}::${elementType(type)}`]));
  return (name) => given.get(name);
}

function filledColumn(name: string): string {
  return `${rows}."${rowColumn(name)}"`;
}

/** @param condition Absent: it always runs. */
function linkOf(node: RootOperationNode, condition: string | undefined): RootOperationNode {
  if (node.kind === 'InsertQueryNode') return insertOf(node, condition);
  assert(node.kind === 'UpdateQueryNode' || node.kind === 'DeleteQueryNode', 'a link of a chain changes rows');
  const changing = conditioned(node, condition);
  if (!readsFilled(changing)) return changing;
  const source = [raw(`${filled} as ${rows}`)];
  return changing.kind === 'UpdateQueryNode'
    ? { ...changing, from: FromNode.create(source) }
    : { ...changing, using: UsingNode.create(source) };
}

function insertOf(node: InsertQueryNode, condition: string | undefined): InsertQueryNode {
  const source = readsFilled(node) ? ` from ${filled} as ${rows}` : '';
  const where = condition === undefined ? '' : ` where ${condition}`;
  return { ...node, values: selectValues(`${source}${where}`, node.values) };
}

function conditioned<Node extends UpdateQueryNode | DeleteQueryNode>(node: Node, condition: string | undefined): Node {
  if (condition === undefined) return node;
  return { ...node, where: WhereNode.create(node.where ? AndNode.create(node.where.where, raw(condition)) : raw(condition)) };
}

function readsFilled(node: RootOperationNode): boolean {
  return textOf(node).includes(`${rows}."${rowColumn('')}`);
}

/** An insert that may find its row there tells of the one that it inserted, all others of the one that they found. */
function returningOne(node: RootOperationNode, columns: Columns): RootOperationNode {
  const number = node.kind === 'InsertQueryNode' ? numberIn(columns) : undefined;
  const returned = number === undefined ? sql.lit(1).as(place) : sql.ref(number).as(number);
  return { ...node, returning: ReturningNode.create([SelectionNode.create(returned.toOperationNode())]) } as RootOperationNode;
}

function raw(text: string): OperationNode {
  return RawNode.createWithSql(text);
}
