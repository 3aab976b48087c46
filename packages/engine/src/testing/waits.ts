/** What the lanes of an instance wait for, as data that a test can compare. */
import type { InstanceDescription, LaneDescription } from '../client/records.js';
import { memberName } from '@waystone/core/graph';
import type { Graph, Node } from '@waystone/core/graph';
import type { Instant } from '../ports.js';
import { isLive } from './trace-text.js';

/** What one lane waits for. */
export interface TestWait {
  /** The node at which it stands, e.g. `run/approval`; `''`: it has not begun. */
  readonly node: string;
  /** What is there; `start`: it has not begun. */
  readonly kind: Node['kind'] | 'start';
  /** The method of the task that is next or under way. */
  readonly task?: string;
  /** The field of the signal that it waits for. */
  readonly signal?: string;
  /** Id of the child that it waits for. */
  readonly child?: string;
  /** When it goes on by itself: milliseconds since 1970. Absent: now, or not by itself. */
  readonly until?: Instant;
}

/** Of the lanes that have not ended, in their order. */
export function waitsOf({ lanes, status }: InstanceDescription, graph: Graph, now: Instant): readonly TestWait[] {
  if (status === 'completed' || status === 'failed' || status === 'canceled') return [];
  return lanes.filter(isLive).map((lane) => waitOf(lane, graph, now));
}

function waitOf({ node: id, signal, child, wakeAt }: LaneDescription, graph: Graph, now: Instant): TestWait {
  const node = graph.nodes[id];
  return {
    node: id,
    kind: node?.kind ?? 'start',
    ...(node?.kind === 'task' && { task: memberName(graph, node.task) }),
    ...(signal !== undefined && { signal: memberName(graph, signal) }),
    ...(child !== undefined && { child }),
    ...(wakeAt !== undefined && wakeAt > now && { until: wakeAt }),
  };
}
