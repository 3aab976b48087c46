/**
 * Which statements may keep the plan that they first got, on versions whose planners can be trusted with it.
 *
 * Always: a plan that was made when nothing was known of the tables stays good whatever becomes of them.
 */
import { AliasNode, TableNode } from 'kysely';
import type { DeleteQueryNode, OperationNode, SelectQueryNode, UpdateQueryNode } from 'kysely';
import { equatedColumns } from './equated-columns.js';

type Finding = SelectQueryNode | UpdateQueryNode | DeleteQueryNode;

/**
 * With which their keys begin, after the partition, and what else an index of lanes does. Only their keys list all of their rows:
 * their other indexes are partial. Elsewhere a planner that never looked at the table may take any.
 */
const keys: Readonly<Record<string, readonly string[]>> = {
  instances: ['n'],
  lanes: ['n', 'route'],
  signals: ['n'],
  signal_ids: ['n'],
  statuses: ['n'],
  history: ['n'],
  workers: ['id'],
};

export function isSteady(node: Finding): boolean {
  const [first = [], ...joined] = tablesOf(node).map((table) => keys[table]);
  return joined.every(Boolean) && equatedColumns(node.where).some(({ column }) => first.includes(column));
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
