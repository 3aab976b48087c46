/** What must be true of every graph. The compiler asserts it before writing, the engine before running. */
import { assert } from '../errors/base.js';
import type { Graph, PointId, Slot, Target } from './graph.js';
import { hashGraph } from './hash.js';
import type { ForkNode, Node, NodeId } from './nodes.js';
import { edgesOf, reachableFrom, visit, type Visitor } from './visit.js';

function exists(graph: Graph, place: Target): boolean {
  return place === 'end' || Object.hasOwn(graph.nodes, place) || Object.hasOwn(graph.points, place);
}

function assertPlaces(graph: Graph): void {
  for (const id of Object.keys(graph.nodes)) assert(!Object.hasOwn(graph.points, id), `'${id}' is both a node and a point`);
  for (const id of [...Object.keys(graph.nodes), ...Object.keys(graph.points)]) {
    assert(id !== '' && id !== 'end', `'${id}' cannot be the name of a place`);
    for (const edge of edgesOf(graph, id)) assert(exists(graph, edge.to), `'${id}' goes to '${edge.to}', which does not exist`);
  }
  assert(exists(graph, graph.entry), `the entry '${graph.entry}' does not exist`);
}

function assertSlots(graph: Graph, id: NodeId, slots: readonly Slot[]): void {
  let last = -1;
  for (const slot of slots) {
    assert(graph.slots[slot] !== undefined, `'${id}' keeps slot ${slot}, which does not exist`);
    assert(slot > last, `the slots that '${id}' keeps are not in ascending order`);
    last = slot;
  }
}

/** A node that is entered with no code before it finds nothing in the frame but what was handed over. */
function assertEntered(graph: Graph, entry: Target, handed: readonly Slot[]): void {
  const keep = graph.nodes[entry]?.keep ?? [];
  for (const slot of keep) assert(handed.includes(slot), `'${entry}' is entered without slot ${slot}, which it keeps`);
}

function assertFork(graph: Graph, id: NodeId, fork: ForkNode): void {
  const keys = fork.lanes.map((lane) => lane.key);
  assert(keys.length > 0, `fork '${id}' has no lanes`);
  assert(new Set(keys).size === keys.length, `fork '${id}' has two lanes of one name`);
  if (fork.shape === 'each') assert(keys.length === 1 && keys[0] === '*', `fork '${id}' runs one lane per item, named '*'`);
  if (fork.shape === 'array')
    assert(
      keys.every((key, index) => key === String(index)),
      `the lanes of fork '${id}' are named by position`,
    );
  for (const lane of fork.lanes) {
    assertSlots(graph, id, lane.keep);
    assertEntered(graph, lane.entry, lane.keep);
  }
}

function assertNode(graph: Graph, id: NodeId, node: Node): void {
  assertSlots(graph, id, node.keep);
  const check: Visitor<void> = {
    task: ({ task }) => assert(Object.hasOwn(graph.tasks, task), `'${id}' performs task '${task}', which has no policy`),
    signal: ({ signal }) => assert(graph.signals.includes(signal), `'${id}' waits for signal '${signal}', which does not exist`),
    child: ({ workflow }) => assert(workflow !== '', `'${id}' starts a child of no workflow`),
    childResult: () => {},
    fork: (fork) => assertFork(graph, id, fork),
    sleep: ({ span }) => assert(span === 'for' || span === 'until', `'${id}' sleeps neither for nor until`),
  };
  visit(node, check);
}

function assertErrorEdge(graph: Graph, id: PointId): void {
  const error = graph.points[id]?.error;
  assert(error === undefined || Object.hasOwn(graph.points, error), `the error edge of '${id}' does not go to a point`);
}

function assertReachable(graph: Graph): void {
  const reached = reachableFrom(graph, graph.entry);
  for (const id of [...Object.keys(graph.nodes), ...Object.keys(graph.points)]) assert(reached.has(id), `nothing leads to '${id}'`);
}

/** Asserts all of {@link assertGraph} but that the hash fits. */
export function assertWhole(graph: Graph): void {
  assert(graph.format === 1, `the graph has format ${String(graph.format)}`);
  assert(new Set(graph.slots).size === graph.slots.length, 'two slots have one name');
  assertPlaces(graph);
  for (const [id, node] of Object.entries(graph.nodes)) assertNode(graph, id, node);
  for (const id of Object.keys(graph.points)) assertErrorEdge(graph, id);
  assertEntered(graph, graph.entry, []);
  assertReachable(graph);
}

/**
 * Asserts that a graph is whole: every target exists and every place is reached; slots exist and are in order; entries
 * need no values that nobody hands over; lanes are named; tasks, signals and the hash fit.
 *
 * @throws {InvariantError} naming the first thing that is wrong.
 */
export function assertGraph(graph: Graph): void {
  assertWhole(graph);
  assert(graph.hash === hashGraph(graph), `the hash of graph '${graph.workflow}' does not fit its content`);
}
