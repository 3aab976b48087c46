/**
 * Which statements may keep the plan that they first got, on versions whose planners can be trusted with it.
 *
 * Always: a plan that was made when nothing was known of the tables stays good whatever becomes of them.
 */
import { AliasNode, TableNode } from 'kysely';
import type { DeleteQueryNode, OperationNode, SelectQueryNode, UpdateQueryNode } from 'kysely';
import { equatedColumns } from './equated-columns.js';

type Finding = SelectQueryNode | UpdateQueryNode | DeleteQueryNode;

/** Only their key lists all of their rows: their other indexes are partial. Elsewhere a planner that never looked at the table may take any. */
const tables: ReadonlySet<string> = new Set(['instances', 'lanes', 'signals', 'signal_ids', 'statuses', 'history', 'workers']);

/** With which those indexes begin, after the partition. */
const columns: ReadonlySet<string> = new Set(['n', 'route']);

export function isSteady(node: Finding): boolean {
  return tablesOf(node).every((table) => tables.has(table)) && equatedColumns(node.where).some(({ column }) => columns.has(column));
}

function tablesOf(node: Finding): readonly string[] {
  if (node.kind === 'UpdateQueryNode') return [nameOf(node.table)];
  const joined = (node.joins ?? []).map(({ table }) => table);
  return [...(node.from?.froms ?? []), ...joined].map(nameOf);
}

function nameOf(node: OperationNode | undefined): string {
  if (node && AliasNode.is(node)) return nameOf(node.node);
  return node && TableNode.is(node) ? node.table.identifier.name : '';
}
