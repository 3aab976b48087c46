/** Freezing: nobody changes a graph once it exists. */
import type { Graph } from './graph.js';

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}

/** Freezes a graph, all the way down, and gives it back. Initial values of statuses are plain data and frozen as well. */
export function freezeGraph(graph: Graph): Graph {
  deepFreeze(graph);
  return graph;
}
