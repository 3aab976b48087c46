/**
 * The set form of a row statement: what it says of one row, said of all rows of a call at once. The rows travel as one
 * array per column, and `unnest` puts them side by side.
 *
 * Always: one text whatever the number of rows, so that it is planned once.
 */
import { assert, InvariantError } from '@waystone/core';
import { AndNode, FromNode, PostgresQueryCompiler, RawNode, ReturningNode, SelectionNode, sql, UsingNode, WhereNode } from 'kysely';
import type {
  DeleteQueryNode,
  InsertQueryNode,
  Kysely,
  OperationNode,
  RawBuilder,
  RootOperationNode,
  SelectQueryNode,
  UpdateQueryNode,
  ValuesNode,
} from 'kysely';
import type { Capabilities } from '../dialect.js';
import type { Schema } from '../schema.js';
import { onlyPartition } from '../session.js';
import type { Columns, Statement, Terms } from '../statement.js';
import { arrayType } from './arrays.js';
import { equatedColumns } from './equated-columns.js';
import { isSteady } from './steady.js';

/** What a statement gives back for its rows: their places, the keys of what it inserted, or nothing. */
export type Gives = 'places' | 'keys' | 'nothing';

export interface SetForm {
  readonly text: string;
  /** With what it begins, if it is made of several. */
  readonly ctes?: string;
  readonly node: RootOperationNode;
  readonly gives: Gives;
  /** Whether it may keep the plan that it first got. */
  readonly isSteady: boolean;
}

/** Joins the rows; their columns are called differently from those of any table. */
export const rows = 'i';
/** The place of a row among those of the call, from 1. */
export const place = 'place';
const placeColumn = `${rows}.${place}`;

const compiler = new PostgresQueryCompiler();

export function setFormOf<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, capabilities: Capabilities): SetForm {
  const node = statement.write(termsOf(db, statement, capabilities)).toOperationNode() as RootOperationNode;
  const source = rowsOf(statement.columns);
  switch (node.kind) {
    case 'SelectQueryNode':
      return { ...found(node), text: selectFor(source, textOf(node)) };
    case 'UpdateQueryNode':
      return { ...found(node), text: textOf({ ...joined(node, statement.columns), from: FromNode.create([raw(source)]) }) };
    case 'DeleteQueryNode':
      return { ...found(node), text: textOf({ ...joined(node, statement.columns), using: UsingNode.create([raw(source)]) }) };
    case 'InsertQueryNode':
      return insertForm(source, node, statement.key);
    default:
      throw new InvariantError(`a row statement cannot be a ${node.kind}`);
  }
}

export function found(node: SelectQueryNode | UpdateQueryNode | DeleteQueryNode): Omit<SetForm, 'text'> {
  return { node, gives: 'places', isSteady: isSteady(node) };
}

export function termsOf<C extends Columns>(db: Kysely<Schema>, { columns }: Statement<C, unknown>, capabilities: Capabilities): Terms<C> {
  const row: Record<string, RawBuilder<unknown>> = {};
  for (const name of Object.keys(columns)) row[name] = sql.ref(`${rows}.${rowColumn(name)}`);
  return { db, row: row as Terms<C>['row'], here: sql.lit(onlyPartition), capabilities };
}

const prefix = 'in_';

export function rowColumn(name: string): string {
  return `${prefix}${name}`;
}

function rowName(column: string): string {
  return column.slice(prefix.length);
}

/** The columns that rows bring along, in the order of their parameters. */
export function givenIn(columns: Columns): readonly (readonly [name: string, column: Columns[string]])[] {
  return Object.entries(columns).filter(([, column]) => !('sequence' in column || 'isTime' in column));
}

/** The parameter with the values of a column. `behind`: how many others come before those of the rows. */
function arrayOf(columns: Columns, name: string, behind = 0): string {
  const index = givenIn(columns).findIndex(([given]) => given === name);
  return `$${behind + index + 1}::${arrayType(columns[name]?.type ?? 'integer')}`;
}

function rowsOf(columns: Columns): string {
  return `(${selectRows(columns)}) as ${rows}`;
}

interface Brought {
  /** Columns that the rows do not bring along. */
  readonly filled?: readonly string[];
  /** How many parameters come before those of the rows. */
  readonly behind?: number;
}

/** Text is compared as the tables do it: by bytes. */
export function selectRows(columns: Columns, { filled = [], behind = 0 }: Brought = {}): string {
  const given = givenIn(columns);
  const named = given.map(([name, { type }]) => ({ name: `"${rowColumn(name)}"`, type }));
  const arrays = given.map(([name]) => arrayOf(columns, name, behind));
  const selected = named.map(({ name, type }) => (type === 'text' ? `${name} collate "C" as ${name}` : name));
  const source = arrays.length > 0 ? `unnest(${arrays.join(', ')}) with ordinality` : 'generate_series(1, $1::bigint)';
  return `select ${[...selected, ...filled, place].join(', ')} from ${source} as u(${[...named.map(({ name }) => name), place].join(', ')})`;
}

export function textOf(node: RootOperationNode): string {
  const { sql: text, parameters } = compiler.compileQuery(node, { queryId: 'row statement' });
  assert(parameters.length === 0, 'a row statement has a constant that is not a literal');
  return text;
}

/** Row by row, in order: what is locked is locked in this order, what is limited is limited for each. `offset 0` keeps it so. */
export function selectFor(source: string, text: string): string {
  const each = `(select * from (${text}) as each offset 0)`;
  return `select ${rows}.${place}, found.* from ${source} cross join lateral ${each} as found order by ${rows}.${place}`;
}

/**
 * Found by a key that lists all rows of the call, and hashed with them: the cost grows with their number only. A planner
 * that takes the table for small would else compare each of its rows with each of the call.
 *
 * @param listOf Gives all values of a column of the rows.
 */
export function joined<Node extends UpdateQueryNode | DeleteQueryNode>(
  node: Node,
  columns: Columns,
  listOf = (name: string): string => arrayOf(columns, name),
): Node {
  const found = equatedColumns(node.where).find(({ rowColumn: name }) => columns[rowName(name)]?.type === 'integer');
  const array = found && listOf(rowName(found.rowColumn));
  const where = node.where && found ? AndNode.create(node.where.where, raw(`"${found.column}" = any(${array})`)) : node.where?.where;
  return { ...node, ...(where && { where: WhereNode.create(where) }), returning: withPlace(node.returning) };
}

function withPlace(returning: ReturningNode | undefined): ReturningNode {
  const selected = SelectionNode.create(sql.ref(placeColumn).as(place).toOperationNode());
  return ReturningNode.create([...(returning?.selections ?? []), selected]);
}

/** @param column Of the rows. */
export function inOrder(source: string, column = place): string {
  return ` from ${source} order by ${rows}.${column}`;
}

function insertForm(source: string, node: InsertQueryNode, key: readonly string[]): SetForm {
  const gives = node.onConflict ? 'keys' : 'nothing';
  assert(gives === 'nothing' || key.length > 0, 'an insert that may find its row there already has no key');
  const text = textOf({ ...node, values: selectValues(inOrder(source), node.values) });
  const returning = key.map((name) => `"${name}"`).join(', ');
  return { text: gives === 'keys' ? `${text} returning ${returning}` : text, node, gives, isSteady: true };
}

/** @param from Where they come from: the rest of a select. */
export function selectValues(from: string, values: OperationNode | undefined): OperationNode {
  const [list] = (values as ValuesNode).values;
  assert(list?.kind === 'ValueListNode', 'a row statement inserts something else than columns of its rows and literals');
  const separators = list.values.slice(1).map(() => ', ');
  return RawNode.create(['select ', ...separators, from], list.values);
}

function raw(text: string): OperationNode {
  return RawNode.createWithSql(text);
}
