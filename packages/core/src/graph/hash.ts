/** The identity of a graph: two graphs with one hash mean the same to a running instance. */
import { createHash } from 'node:crypto';
import type { Graph } from './graph.js';

/** Objects by sorted keys, absent where `undefined`: the order in which a compiler writes them means nothing. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** SHA-256 (hex) of the canonical JSON of name, entry, nodes and points. Names of slots and policies are outside it. */
export function hashGraph({ workflow, entry, nodes, points }: Pick<Graph, 'workflow' | 'entry' | 'nodes' | 'points'>): string {
  return createHash('sha256').update(JSON.stringify({ entry, nodes, points, workflow }, sortKeys)).digest('hex');
}
