/**
 * What a committed step went through: which of the courses that the code of its graph took is its own.
 *
 * Always: a course that no committed step fits counts for nothing; it was that of a step which was lost.
 */
import type { Graph, Target } from '@waystone/core/graph';
import { atEntry } from '../interpreter/continuation.js';
import type { HistoryEntry, StepCommit } from '../store/store.js';
import type { Course, GraphRecord, Move } from './recorder.js';

/** One step, as its commit tells of it. */
export type Made = Omit<Move, 'walks'> & {
  /** The marked points on the way. Absent: not told. */
  readonly marks?: readonly string[] | undefined;
};

/** The steps of a commit: its own, and the first ones of the lanes that it opened. */
export function stepsIn({ history, fence, then }: StepCommit): readonly Made[] {
  if (then.kind === 'retry' || then.kind === 'setAside') return [];
  const to = 'node' in then ? then.node : then.kind === 'end' && then.end === 'completed' ? 'end' : 'failed';
  const own: Made = { ...(history && leaving(history)), isLane: fence.lane !== '', to, marks: marksOf(history) };
  const lanes = then.kind === 'fork' ? then.lanes : [];
  return [own, ...lanes.flatMap(({ first }) => (first ? [{ isLane: true, to: first.node, marks: marksOf(first.history) }] : []))];
}

/** With the code that it went through. */
export function moveOf({ graph, courses }: GraphRecord, { marks, ...made }: Made): Move {
  const fitting = [...courses.values()].find((course) => fits(graph, course, made) && (!marks || isSame(marksIn(graph, course), marks)));
  return { ...made, walks: fitting ?? [] };
}

/** Where a step begins: what follows the node that ended; several: it is one of the lanes of its workflow. */
export function beginningsOf(graph: Graph, { from, failed, isLane }: Omit<Made, 'to'>): readonly (Target | undefined)[] {
  const node = from === undefined ? undefined : graph.nodes[from];
  if (node) return [failed ? node.error : node.then];
  return isLane ? entriesOf(graph) : [graph.entry];
}

/**
 * The nodes with nothing to wait for that control passed from `at`, which may be the first of them, to `to`. `undefined`: it does not
 * lead there.
 */
export function passedBetween({ nodes }: Graph, at: Target | undefined, to: Target | undefined): readonly string[] | undefined {
  const passed: string[] = [];
  for (let place = at; place !== to;) {
    const node = place === undefined || passed.includes(place) ? undefined : nodes[place];
    if (!node || place === undefined) return undefined;
    passed.push(place);
    place = node.error === to ? to : node.then;
  }
  return passed;
}

function entriesOf({ nodes }: Graph): readonly Target[] {
  return Object.values(nodes).flatMap((node) => (node.kind === 'fork' ? node.lanes.map(({ entry }) => entry) : []));
}

/** Whether the course leads from where the step began to where it went. */
function fits(graph: Graph, course: Course, made: Omit<Made, 'marks'>): boolean {
  const leads = (at: Target | undefined): boolean => {
    let place = at;
    for (const walk of course) {
      if (!passedBetween(graph, place, walk[0])) return false;
      place = walk.at(-1);
    }
    return passedBetween(graph, place, made.to) !== undefined;
  };
  return beginningsOf(graph, made).some(leads);
}

function marksIn({ points }: Graph, course: Course): readonly string[] {
  return course.flat().filter((place) => points[place]?.mark !== undefined);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((place, index) => place === other[index]);
}

function marksOf(history: HistoryEntry | undefined): readonly string[] | undefined {
  if (!history) return undefined;
  const marks = JSON.parse(history.marks ?? '[]') as readonly { readonly point: string }[];
  return marks.map(({ point }) => point);
}

function leaving({ node, outcome }: HistoryEntry): Pick<Move, 'from' | 'failed'> {
  return { ...(node !== atEntry && { from: node }), ...(outcome !== 'completed' && { failed: true }) };
}
