/**
 * The graph: what the compiler makes of a workflow class and the interpreter runs. Data only, flat, frozen.
 *
 * There are two kinds of place. A *node* is a wait: the only kind of place at which a lane can stand between
 * two commits. A *point* is a piece of the author's code between waits; it runs in memory and names where it
 * goes next. Both are addressed by stable names (`run/prepare/receipt`), never by position.
 *
 * Always: every `then`, `error`, `next` and lane `entry` names an existing place or `'end'`; entry needs no
 * values; nothing in the hash depends on formatting, comments, names of locals or the order of methods.
 */
import type { Placement } from '../policy/placement.js';
import type { TaskPolicy, HistoryPolicy } from '../policy/policy.js';
import type { Node, NodeId } from './nodes.js';

/** Name of a point: a piece of code between waits. Shares one namespace with {@link NodeId}. */
export type PointId = string;

/** Number of a live value. Values are stored by slot, so that a renamed local changes nothing. */
export type Slot = number;

/** Where control can go: a node, a point, or the end of the lane. */
export type Target = NodeId | PointId | 'end';

/** The author's construct that a point stands for, kept for history and drawings. */
export interface Mark {
  readonly kind: 'branch' | 'case' | 'loop';
  /** What a person reads: the branch's or loop's method, or the case's label (`'high'`, `default`). */
  readonly label: string;
}

/** Code between waits. */
export interface Point {
  /** Where a throw of this point's code goes; absent: the lane fails. */
  readonly error?: PointId;
  /** Absent: it stands for nothing that a person would look for. */
  readonly mark?: Mark;
  /** Every target that the code can return, in the order written. */
  readonly next: readonly Target[];
  /** It goes into a `finally` whose end then goes on here; empty: throws an error on. Absent: it goes into none. */
  readonly completes?: readonly Target[];
  /** It ends a `finally`: goes to one of these, as the point that went into it said, or throws an error on. Absent: it ends none. */
  readonly routes?: readonly Target[];
  /** Digest of the code with formatting, comments and names of locals taken out. Part of the graph hash. */
  readonly digest: string;
}

/** A published value. `initial` is a literal that the compiler evaluated; absent: `undefined`. */
export interface StatusSpec {
  /** The value before the first `set`. */
  readonly initial?: unknown;
}

/** A compiled workflow. Queue and priority are those of instances whose start names no others; outside the hash. */
export interface Graph extends Placement {
  /** Layout of this object. */
  readonly format: 1;
  /** The workflow's name, e.g. `order`. */
  readonly workflow: string;
  /** {@link hashGraph} of everything that has meaning for a running instance. */
  readonly hash: string;
  /** Where an instance starts. Receives the input as its value. */
  readonly entry: Target;
  readonly nodes: Readonly<Record<NodeId, Node>>;
  readonly points: Readonly<Record<PointId, Point>>;
  /** Names of the live values by slot number, for people. Outside the hash. */
  readonly slots: readonly string[];
  /** Policies of the tasks, by method name. Outside the hash: a new time limit applies to running instances too. */
  readonly tasks: Readonly<Record<string, TaskPolicy>>;
  /** Names of the signals that can be sent. */
  readonly signals: readonly string[];
  /** The statuses that can be read, with the values they have before the first `set`. */
  readonly statuses: Readonly<Record<string, StatusSpec>>;
  /**
   * What the class calls members that are known here by an earlier name (`@formerly`), by that name. Outside the hash: instances
   * know the earlier names alone. Absent: none was renamed.
   */
  readonly renamed?: Readonly<Record<string, string>>;
  /** How much history is kept. Outside the hash. */
  readonly history: HistoryPolicy;
}
