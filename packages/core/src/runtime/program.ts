/**
 * The contract between generated code and the interpreter.
 *
 * A program is a graph plus the code of its points. The compiler writes it; the interpreter calls the code with
 * `this` bound to the author's instance and follows the jumps that it returns.
 */
import type { Graph, PointId, Target } from '../graph/graph.js';
import type { NodeId } from '../graph/nodes.js';

/** Live values of a lane, by the compiler's names for them (see `Graph.slots`; names are unique within a graph). */
export type Frame = Record<string, unknown>;

/** Where the code goes next, and with what value. */
export type Jump = readonly [to: Target, value?: unknown];

/** Code between two waits. `value`: the input, the result of the wait before, the error caught, or a lane's arguments. */
export type Glue = (this: never, frame: Frame, value: never) => Jump;

/** Constructor of an author's error, registered so that `instanceof` works after a crash. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/** A workflow that another one starts: the graph at once, so that the start uses exactly it, the rest when it is asked for. */
export interface ChildModule {
  readonly graph: Graph;
  /** Loads the child's code; what opens its results needs its error classes. */
  readonly load: () => Promise<{ readonly program: Program }>;
}

/** Where a flow stands in the author's source, and where it was called. Lines and columns count from 1. */
export interface FlowPlace {
  /** Name of the method. */
  readonly method: string;
  /** Relative to the generated module. */
  readonly file: string;
  /** The first and the last. */
  readonly lines: readonly [first: number, last: number];
  /** Absent: it is `run`. */
  readonly call?: readonly [line: number, column: number];
}

/** Everything the build step knows of one workflow. */
export interface Program {
  readonly graph: Graph;
  readonly code: Readonly<Record<PointId, Glue>>;
  /** Author's error classes by registered name (the class's own name, made unique). */
  readonly errors: Readonly<Record<string, ErrorClass>>;
  /** The workflows that it starts, by name. Absent: it starts none. */
  readonly children?: Readonly<Record<string, ChildModule>>;
  /** Its flows by the path that the names of their points begin with. Absent: there is only `run`. */
  readonly flows?: Readonly<Record<string, FlowPlace>>;
  /**
   * Where its waits, branches and loops stand in the author's source, by node and point: `src/order.workflow.ts:42:25`, relative to the
   * folder of the nearest `package.json`. Absent: an earlier release built it.
   */
  readonly places?: Readonly<Record<NodeId | PointId, string>>;
}

/** A source file as it was when a program was built. */
export interface SourceFile {
  /** Relative to the folder of the nearest `package.json`, with `/`. */
  readonly file: string;
  /** {@link sourceHash} of the file's text. */
  readonly hash: string;
}

/** Where a program came from, to refuse a stale build: the workflow's own file, and others. */
export interface Source extends SourceFile {
  /** Name of the exported class. */
  readonly className: string;
  /** Files of the classes that it extends, and of the constants in its options and its code. Absent: there are none. */
  readonly others?: readonly SourceFile[];
}

/** What a generated index exports per workflow: the data at once, the code when a worker asks for it. */
export interface WorkflowModule extends ChildModule {
  readonly source: Source;
  /** Loads the code between waits and with it what the author's module imports; only workers call it. */
  readonly load: () => Promise<{ readonly program: Program }>;
}

/** Goes to a place. The only thing generated code returns. */
export function go(to: Target, value?: unknown): Jump {
  return [to, value];
}
