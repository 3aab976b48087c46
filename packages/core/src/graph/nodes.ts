/**
 * The kinds of nodes. A node is a wait: a lane stands there, with the values named by `keep` in its envelope.
 *
 * Adding a kind: add it here; the exhaustive tables (`visit`, `print`, the interpreter's `nodes/`) name the rest.
 */
import type { Slot, Target } from './graph.js';

/** Name of a node, e.g. `run/prepare/receipt`. Shares one namespace with points. */
export type NodeId = string;

/** What all kinds of nodes have. */
export interface Wait {
  /** Slots that are live after the wait; nothing else is stored. Ascending. */
  readonly keep: readonly Slot[];
  /** Where the result goes. `'end'`: it is the result of the lane. */
  readonly then: Target;
  /** Where a failure goes; absent: the lane fails. */
  readonly error?: Target;
}

/** Performs a task. Reached with the array of its arguments. */
export interface TaskNode extends Wait {
  readonly kind: 'task';
  /** The method's name; key of {@link Graph.tasks}. */
  readonly task: string;
}

/** Waits for a time. Reached with a duration (`sleep`) or an instant (`sleepUntil`: `Date` or ms since the epoch). */
export interface SleepNode extends Wait {
  readonly kind: 'sleep';
  /** `'for'`: the value is a duration; `'until'`: it is an instant. */
  readonly span: 'for' | 'until';
}

/** Waits for a signal. Reached with the options of `receive` (`{ timeout?: Duration }`) or `undefined`. */
export interface SignalNode extends Wait {
  readonly kind: 'signal';
  readonly signal: string;
  /** `'poll'` takes the next buffered value, or `undefined` at once. */
  readonly take: 'receive' | 'poll';
}

/**
 * Starts an instance of another workflow (or of the same one). Reached with the array of its input and its options
 * (`ChildOptions`); either may be missing.
 */
export interface ChildNode extends Wait {
  readonly kind: 'child';
  /** The child's workflow, by name: what the child does is no part of this graph. */
  readonly workflow: string;
  /** `'end'` gives its result; `'start'` goes on once it is started, and gives a reference to it. */
  readonly until: 'end' | 'start';
}

/** Waits for the end of a child that was started before. Reached with its reference. */
export interface ChildResultNode extends Wait {
  readonly kind: 'childResult';
}

/**
 * How the outcomes of lanes become one. `all`: the first failure cancels the others and rejects. `settled`: every outcome.
 * `any`: the first to succeed. `race`: the first to end. `atLeast`: the outcomes as soon as so many succeeded.
 */
export type JoinMode = 'all' | 'settled' | 'any' | 'race' | 'atLeast';

/** One of the ways into which a fork splits. */
export interface Lane {
  /** Name in an object join, index as text in an array join, `'*'` for the one lane of `each`. */
  readonly key: string;
  /** Where the lane starts; receives the lane's argument array (a node: as its arguments). */
  readonly entry: Target;
  /** Slots of the surrounding frame that the lane reads; copied into it when the fork is entered. Ascending. */
  readonly keep: readonly Slot[];
}

/**
 * Splits into lanes and waits for their join. Reached with {@link ForkValue}.
 * `object` and `array`: one lane per entry of `lanes`; `each`: one lane per element of the value's `lanes`, all
 * running `lanes[0]`.
 */
export interface ForkNode extends Wait {
  readonly kind: 'fork';
  readonly shape: 'object' | 'array' | 'each';
  readonly mode: JoinMode;
  readonly lanes: readonly Lane[];
}

/** What a fork is reached with: the argument array of every lane, evaluated in the order written. */
export interface ForkValue {
  readonly lanes: readonly (readonly unknown[])[];
  /** How many lanes run at once; absent: all. */
  readonly concurrency?: number;
  /** How many lanes must succeed; in mode `atLeast`. */
  readonly atLeast?: number;
  /** How many lanes may fail, as a number or a share such as `'10%'`; absent: all. In mode `settled`. */
  readonly tolerate?: number | string;
}

/** A wait of the graph. */
export type Node = TaskNode | SleepNode | SignalNode | ChildNode | ChildResultNode | ForkNode;
/** What a node waits for. */
export type NodeKind = Node['kind'];
/** The nodes of one kind. */
export type NodeOf<K extends NodeKind> = Extract<Node, { kind: K }>;
