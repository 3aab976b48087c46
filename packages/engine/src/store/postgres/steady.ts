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
  const [first, ...joined] = tablesOf(node);
  const found = [...(keys[first ?? ''] ?? []), ...(first === 'instances' && locksNothing(node) ? ['id'] : [])];
  const isFound = equatedColumns(node.where).some(({ column }) => found.includes(column));
  return isFound && joined.every((table) => table in keys) && queriesIn(node.where).every(isSteady);
}

/** Those of a condition. They are found by what they equate with the rows of the call, not by what they equate with each other. */
function queriesIn(part: unknown): readonly SelectQueryNode[] {
  if (typeof part !== 'object' || part === null) return [];
  return isQuery(part) ? [part] : Object.values(part).flatMap(queriesIn);
}

function isQuery(part: object): part is SelectQueryNode {
  return 'kind' in part && part.kind === 'SelectQueryNode';
}

/**
 * Then the index of the ids says all that the condition says, and nothing of it is left to be compared, which is the least that
 * there can be; a planner compares what is locked once more, and finds the key as good as long as the table is empty.
 */
function locksNothing(node: Finding): boolean {
  return node.kind === 'SelectQueryNode' && (node.endModifiers ?? []).length === 0;
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
