/** Small programs by hand, and shorthands for advancing them. */
import { taskPolicy } from '@waystone/core';
import { assertGraph, freezeGraph, hashGraph, type Graph, type Node, type Point } from '@waystone/core/graph';
import type { Glue, Program } from '@waystone/core/runtime';
import { advance } from '../../packages/engine/src/interpreter/advance.js';
import { atEntry, type Continuation, type LaneEntry } from '../../packages/engine/src/interpreter/continuation.js';
import type { Event } from '../../packages/engine/src/interpreter/event.js';
import type { Advanced } from '../../packages/engine/src/interpreter/action.js';

export const mainLine: LaneEntry = { fork: null, lane: 0 };
export const noon = 1_000_000;

interface Sketch {
  readonly entry: string;
  readonly slots?: readonly string[];
  readonly nodes: Readonly<Record<string, Node>>;
  readonly points: Readonly<Record<string, Omit<Point, 'digest'> & { readonly code: Glue }>>;
}

function tasksOf(nodes: Sketch['nodes']): string[] {
  return Object.values(nodes).flatMap((node) => (node.kind === 'task' ? [node.task] : []));
}

function withoutCode(id: string, sketched: Sketch['points'][string]): Point {
  const { code: _, ...point } = sketched;
  return { ...point, digest: id };
}

/** A whole program: hash, policies and signals are filled in, and the graph is asserted. */
export function program({ entry, slots = [], nodes, points }: Sketch): Program {
  const bare = Object.fromEntries(Object.entries(points).map(([id, point]) => [id, withoutCode(id, point)]));
  const graph: Graph = {
    format: 1,
    workflow: 'sample',
    hash: hashGraph({ workflow: 'sample', entry, nodes, points: bare }),
    entry,
    nodes,
    points: bare,
    slots,
    tasks: Object.fromEntries(tasksOf(nodes).map((task) => [task, taskPolicy()])),
    signals: Object.values(nodes).flatMap((node) => (node.kind === 'signal' ? [node.signal] : [])),
    statuses: {},
    history: 'outcomes',
  };
  assertGraph(graph);
  return { graph: freezeGraph(graph), code: Object.fromEntries(Object.entries(points).map(([id, { code }]) => [id, code])), errors: {} };
}

export function start(sample: Program, input?: unknown, instance: object = {}): Advanced {
  return advance(sample, instance, mainLine, { node: atEntry, value: input, kept: {} }, { at: noon, kind: 'entered' });
}

/** The next step of a lane that rests where the last one left it. */
export function step(sample: Program, last: Advanced, event: Event, entry: LaneEntry = mainLine): Advanced {
  return advance(sample, {}, entry, standing(last), event);
}

export function standing({ continuation }: Advanced): Continuation {
  if (continuation === undefined) throw new Error('the lane has ended');
  return continuation;
}

export const fulfilled = (value?: unknown): Event => ({ at: noon, kind: 'fulfilled', value });
export const rejected = (error: unknown): Event => ({ at: noon, kind: 'rejected', error });
export const completed = (value: unknown): Advanced => ({
  next: { kind: 'end', outcome: { status: 'completed', value } },
  published: [],
  passed: [],
});
export const failed = (error: unknown): Advanced => ({
  next: { kind: 'end', outcome: { status: 'failed', error } },
  published: [],
  passed: [],
});
