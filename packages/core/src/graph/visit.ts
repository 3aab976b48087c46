/** Ways to walk a graph. Every function here names all kinds of nodes, so a new kind is an error until it is handled. */
import type { Graph, Target } from './graph.js';
import type { Lane, Node, NodeKind, NodeOf } from './nodes.js';

/** One function per kind of node. */
export type Visitor<R> = { readonly [K in NodeKind]: (node: NodeOf<K>) => R };

/** Calls the visitor's function for the node's kind. */
export function visit<R>(node: Node, visitor: Visitor<R>): R {
  const visitKind = visitor[node.kind] as (node: Node) => R;
  return visitKind(node);
}

/** An arrow out of a place. `next`: out of a point's code; `lane`: into a lane of a fork. */
export type Edge =
  { readonly kind: 'then' | 'error' | 'next'; readonly to: Target } | { readonly kind: 'lane'; readonly to: Target; readonly lane: Lane };

const noLanes = (): readonly Lane[] => [];
const lanesOf: Visitor<readonly Lane[]> = {
  task: noLanes,
  sleep: noLanes,
  signal: noLanes,
  child: noLanes,
  childResult: noLanes,
  fork: (node) => node.lanes,
};

function nodeEdges(node: Node): Edge[] {
  const lanes = visit(node, lanesOf).map((lane): Edge => ({ kind: 'lane', to: lane.entry, lane }));
  const then: Edge = { kind: 'then', to: node.then };
  return node.error === undefined ? [...lanes, then] : [...lanes, then, { kind: 'error', to: node.error }];
}

/** The arrows out of a place, in the order written; none out of `'end'` or of a place that does not exist. */
export function edgesOf(graph: Graph, place: Target): readonly Edge[] {
  const node = graph.nodes[place];
  if (node !== undefined) return nodeEdges(node);
  const point = graph.points[place];
  if (point === undefined) return [];
  const next = point.next.map((to): Edge => ({ kind: 'next', to }));
  return point.error === undefined ? next : [...next, { kind: 'error', to: point.error }];
}

/** The places that control can reach from `start`, itself included, in depth-first order; without `'end'`. */
export function reachableFrom(graph: Graph, start: Target): ReadonlySet<Target> {
  const found = new Set<Target>();
  const open = [start];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (place === 'end' || found.has(place)) continue;
    found.add(place);
    for (const edge of edgesOf(graph, place).toReversed()) open.push(edge.to);
  }
  return found;
}
