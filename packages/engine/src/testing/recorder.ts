/**
 * What a test learns of the runs of one world: the calls of tasks, and which ways through the graphs were taken.
 *
 * Always: it outlives the processes of its world, so that what a crash repeats is recorded twice, and fails alike.
 */
import type { Graph, PointId, Target } from '@waystone/core/graph';
import type { Frame, Program } from '@waystone/core/runtime';
import type { Instant } from '../ports.js';
import type { StepCommit } from '../store/store.js';
import { moveOf, stepsIn } from './moves.js';
import type { Failure, RecordedCall } from './tasks.js';

/** Places that code went through in a row, from the first point to the node, `'end'` or `'failed'` that it came to. */
export type Walk = readonly Target[];

/** A committed step of a lane, from one wait to the next. */
export interface Move {
  /** The node that ended; absent: the lane began. */
  readonly from?: string;
  /** What it waited for there ended with an error. */
  readonly failed?: boolean;
  /** It is a lane of a fork. */
  readonly isLane: boolean;
  /** The node that it came to, `'end'` or `'failed'`. */
  readonly to: Target;
  /** The code on the way. Several: between them are nodes with nothing to wait for, such as a join of no lanes. */
  readonly walks: readonly Walk[];
}

/** What happened to the instances of one graph. */
export interface GraphRecord {
  readonly graph: Graph;
  /** Where its waits, branches and loops stand in the source, by their ids. */
  readonly places: Readonly<Record<string, string>>;
  /** Names of its flows. */
  readonly flows: readonly string[];
  /** What the code of steps went through, whether they were committed or not, each once. */
  readonly courses: Map<string, Course>;
  readonly moves: Map<string, Move>;
}

/** The walks of one step. */
export type Course = readonly Walk[];

/** By which moves and courses are told from each other. */
export function keyOf(way: Course | Move): string {
  return JSON.stringify(way);
}

export class Recorder {
  readonly calls: RecordedCall[] = [];
  readonly graphs = new Map<string, GraphRecord>();
  readonly #courses = new WeakMap<Frame, Target[][]>();
  /** What was decided for an attempt, by its step and number. */
  readonly #failures = new Map<string, Failure | undefined>();
  readonly #counts = new Map<string, number>();

  /** Knows a graph from now on. */
  learn({ graph, places = {}, flows = {} }: Program): GraphRecord {
    const methods = [...new Set(Object.values(flows).map(({ method }) => method))];
    const known = this.graphs.get(graph.workflow) ?? { graph, places, flows: methods, courses: new Map(), moves: new Map() };
    this.graphs.set(graph.workflow, known);
    return known;
  }

  /** What becomes of an attempt: the next failure of the list, or what was decided when it was performed before. */
  failureOf({ workflow, idempotencyKey, attempt }: RecordedCall, name: string, failures: readonly Failure[]): Failure | undefined {
    const key = `${name} ${idempotencyKey} ${attempt}`;
    if (!this.#failures.has(key)) {
      const count = this.attemptsDecided(workflow, name);
      this.#counts.set(listOf(workflow, name), count + 1);
      this.#failures.set(key, failures[count]);
    }
    return this.#failures.get(key);
  }

  /** How many attempts of a task, or at a node, came to its list of failures. */
  attemptsDecided(workflow: string, name: string): number {
    return this.#counts.get(listOf(workflow, name)) ?? 0;
  }

  /** A lane comes to a point; all points of one step have one frame. */
  enter(frame: Frame, point: PointId, { graph }: GraphRecord): void {
    const course = this.#courses.get(frame) ?? [];
    this.#courses.set(frame, course);
    const last = course.at(-1);
    if (last && isPoint(graph, last.at(-1))) last.push(point);
    else course.push([point]);
  }

  /** The code of the point that was entered last goes to `to`; `undefined`: it throws, and nothing there catches that. */
  leave(frame: Frame, to: Target | undefined, { graph, courses }: GraphRecord): void {
    if (isPoint(graph, to)) return;
    const course = this.#courses.get(frame) ?? [];
    course.at(-1)?.push(to ?? 'failed');
    const key = keyOf(course);
    if (!courses.has(key)) courses.set(key, structuredClone(course));
  }

  /** A step was committed: only that counts, whatever else its code was asked for before a crash, or by a lane that had lost. */
  step(record: GraphRecord, step: StepCommit): void {
    for (const each of step.before ?? []) this.step(record, each);
    for (const made of stepsIn(step)) {
      const move = moveOf(record, made);
      record.moves.set(keyOf(move), move);
    }
    if (step.behind) this.step(record, step.behind);
  }

  callsOf(instanceId: string): readonly RecordedCall[] {
    return this.calls.filter((call) => call.instanceId === instanceId);
  }

  /** An attempt begins. */
  begin(call: Omit<RecordedCall, 'at'>, at: Instant): RecordedCall {
    const recorded = { ...call, at };
    this.calls.push(recorded);
    return recorded;
  }
}

/** Tasks of two workflows may have one name. */
function listOf(workflow: string, name: string): string {
  return `${workflow} ${name}`;
}

function isPoint({ points }: Graph, place: Target | undefined): boolean {
  return place !== undefined && Object.hasOwn(points, place);
}
