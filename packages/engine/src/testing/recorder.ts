/**
 * What a test learns of the runs of one world: the calls of tasks, and which ways through the graphs were taken.
 *
 * Always: it outlives the processes of its world, so that what a crash repeats is recorded twice, and fails alike.
 */
import type { Graph, PointId, Target } from '@waystone/core/graph';
import type { Frame, Program } from '@waystone/core/runtime';
import type { Instant } from '../ports.js';
import type { HistoryEntry, StepCommit } from '../store/store.js';
import type { Failure, RecordedCall } from './tasks.js';

/** Places that one lane passed without a wait, from the first point to the node, `'end'` or `'failed'` that it came to. */
export type Walk = readonly Target[];

/** A step of a lane, from one wait to the next. */
export interface Move {
  /** The node that ended; absent: the lane began. */
  readonly from?: string;
  /** What it waited for there ended with an error. */
  readonly failed?: boolean;
  /** It is a lane of a fork. */
  readonly isLane: boolean;
  /** The node that it came to, `'end'` or `'failed'`. */
  readonly to: Target;
}

/** What happened to the instances of one graph. */
export interface GraphRecord {
  readonly graph: Graph;
  /** Where its waits stand in the source, by node. */
  readonly places: Readonly<Record<string, string>>;
  /** Names of its flows. */
  readonly flows: readonly string[];
  /** By their places. */
  readonly walks: Map<string, Walk>;
  readonly moves: Map<string, Move>;
}

/** By which walks and moves are told from each other. */
export function keyOf(way: Walk | Move): string {
  return JSON.stringify(way);
}

export class Recorder {
  readonly calls: RecordedCall[] = [];
  readonly graphs = new Map<string, GraphRecord>();
  readonly #walks = new WeakMap<Frame, Target[]>();
  /** What was decided for an attempt, by its step and number. */
  readonly #failures = new Map<string, Failure | undefined>();
  readonly #counts = new Map<string, number>();

  /** Knows a graph from now on. */
  learn({ graph, places = {}, flows = {} }: Program): GraphRecord {
    const methods = [...new Set(Object.values(flows).map(({ method }) => method))];
    const known = this.graphs.get(graph.workflow) ?? { graph, places, flows: methods, walks: new Map(), moves: new Map() };
    this.graphs.set(graph.workflow, known);
    return known;
  }

  /** What becomes of an attempt: the next failure of the list, or what was decided when it was performed before. */
  failureOf({ idempotencyKey, attempt }: RecordedCall, name: string, failures: readonly Failure[]): Failure | undefined {
    const key = `${name} ${idempotencyKey} ${attempt}`;
    if (!this.#failures.has(key)) {
      const count = this.#counts.get(name) ?? 0;
      this.#counts.set(name, count + 1);
      this.#failures.set(key, failures[count]);
    }
    return this.#failures.get(key);
  }

  /** A lane comes to a point; all points of one walk have one frame. */
  enter(frame: Frame, point: PointId): void {
    const walk = this.#walks.get(frame) ?? [];
    this.#walks.set(frame, [...walk, point]);
  }

  /** The code of the point that was entered last goes to `to`; `undefined`: it throws, and nothing there catches that. */
  leave(frame: Frame, to: Target | undefined, record: GraphRecord): void {
    if (to !== undefined && Object.hasOwn(record.graph.points, to)) return;
    const walk = [...(this.#walks.get(frame) ?? []), to ?? 'failed'];
    record.walks.set(keyOf(walk), walk);
    this.#walks.delete(frame);
  }

  /** A step was committed. */
  step(record: GraphRecord, { history, fence, then, before = [] }: StepCommit): void {
    for (const each of before) this.step(record, each);
    if (then.kind === 'retry' || then.kind === 'setAside') return;
    const to = 'node' in then ? then.node : then.kind === 'end' && then.end === 'completed' ? 'end' : 'failed';
    const move: Move = { ...(history && leaving(history)), isLane: fence.lane !== '', to };
    record.moves.set(keyOf(move), move);
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

function leaving({ node, outcome }: HistoryEntry): Pick<Move, 'from' | 'failed'> {
  return { from: node, ...(outcome !== 'completed' && { failed: true }) };
}
