/**
 * What lowering makes: a flat graph of blocks (code) and nodes (waits). A block becomes a point of its own or is printed
 * inside the one block that jumps to it.
 *
 * Always: every block has exactly one exit; variables are unique per declaration and inlining; nothing here prints.
 */
import type { JoinMode, Mark } from '@waystone/core/graph';
import type { TypeBindings } from '../2-analyze/index.js';
import type { ts } from '../typescript.js';
import type { Code, Entered, Statement } from './code.js';
import type { ModuleName } from './module-names.js';

/** A local variable of a flow, or a temporary of the compiler. */
export interface Variable {
  readonly name: string;
  /** Never has a second value (within one turn of the loop that it is declared in). */
  readonly constant: boolean;
  /** Made by the compiler; read where it was made for, nowhere else. */
  readonly temporary: boolean;
  /** Where its type and its place are read from; absent: a value of the compiler's own making. */
  readonly origin?: ts.Node;
  /** What it holds of the value of its origin; absent: the value itself. */
  readonly part?: ValuePart;
  /** Expressions whose value it holds as well: what is returned through a `finally`. */
  readonly returned?: readonly ts.Expression[];
  /** The lane that declares it. */
  readonly lane: LaneScope;
  /** What the type parameters in the type of its origin stand for; absent: there are none. */
  readonly types?: TypeBindings;
  /** Where uses of it may come before its declaration; it is in the frame then. */
  readonly guard?: Guard;
}

/** What tells whether a variable was declared. */
export interface Guard {
  readonly isDeclared: Variable;
  /** Gives the frame, or throws at the use of the variable as JavaScript does. */
  readonly check: ModuleName;
}

/** The elements of something, as a list; its own properties, as a plain object. */
export type ValuePart = 'elements' | 'entries';

/** The main line or one lane: code that runs on a frame of its own. */
export interface LaneScope {
  readonly path: string;
}

export type Exit = Entered & ExitKind;

type ExitKind =
  | { readonly kind: 'jump'; to: Place; readonly value?: Code | undefined }
  | { readonly kind: 'if'; readonly test: Code; then: Block; else: Block }
  | { readonly kind: 'throw'; readonly value: Code }
  /** The copied code before it always leaves. */
  | { readonly kind: 'left' }
  /** Goes where a `finally` was told to go. */
  | { readonly kind: 'route'; readonly completion: Variable; readonly to: Set<Place> };

export interface Block {
  readonly kind: 'block';
  /** `run/ship/then`; made unique at the end. */
  readonly name: string;
  /** Receives the value that it is jumped to with. */
  param?: Variable | undefined;
  /** Where a throw goes. */
  readonly handler: Block | undefined;
  readonly mark?: Mark | undefined;
  /** Where the branch or loop stands that it marks. */
  readonly origin?: ts.Node | undefined;
  /** Control comes back here in every turn of a loop. */
  readonly isLoopHead: boolean;
  readonly statements: Statement[];
  exit: Exit;
}

interface WaitPlace {
  readonly kind: 'wait';
  readonly id: string;
  then: Place;
  readonly error: Block | undefined;
  /** The author's call; the place of diagnostics about what lives across it. */
  readonly origin: ts.Node;
  /** What the type parameters of the flow around it stand for. */
  readonly types: TypeBindings;
}

export interface LaneIr {
  readonly key: string;
  entry: Place;
}

export type WaitIr = WaitPlace &
  (
    | { readonly wait: 'task'; readonly task: string }
    | { readonly wait: 'sleep'; readonly span: 'for' | 'until' }
    | { readonly wait: 'signal'; readonly signal: string; readonly take: 'receive' | 'poll' }
    | { readonly wait: 'child'; readonly workflow: string; readonly until: 'end' | 'start' }
    | { readonly wait: 'childResult' }
    | { readonly wait: 'fork'; readonly shape: 'object' | 'array' | 'each'; readonly mode: JoinMode; readonly lanes: readonly LaneIr[] }
  );

/** The end of the lane. */
export interface End {
  readonly kind: 'end';
}

export const end: End = { kind: 'end' };

export type Place = Block | WaitIr | End;
