/** One file per kind of node; this table names them all. */
import type { Node, NodeKind, NodeOf } from '@waystone/core/graph';
import type { Arrival, Arrive, Arrived } from './arrival.js';
import { arriveAtChild, arriveAtChildResult } from './child.js';
import { arriveAtFork } from './fork.js';
import { arriveAtSignal } from './signal.js';
import { arriveAtSleep } from './sleep.js';
import { arriveAtTask } from './task.js';

const kinds: { readonly [K in NodeKind]: Arrive<NodeOf<K>> } = {
  task: arriveAtTask,
  sleep: arriveAtSleep,
  signal: arriveAtSignal,
  child: arriveAtChild,
  childResult: arriveAtChildResult,
  fork: arriveAtFork,
};

/** What happens when a lane reaches a node with a value. */
export function arriveAt(arrival: Arrival, node: Node, value: unknown): Arrived {
  return (kinds[node.kind] as Arrive<Node>)(arrival, node, value);
}
