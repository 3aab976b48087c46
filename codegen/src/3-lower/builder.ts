/**
 * Builds blocks, one after the other, for one lane. Holds what depends on the place in the author's code: where a throw
 * goes, what `break`, `continue` and `return` leave, which variables names stand for.
 *
 * Always: `current` takes the next statement; after an exit it is a fresh block that nothing reaches.
 */
import type { DurableCall, FlowModel, TypeBindings } from '../2-analyze/index.js';
import { syntaxNotSupported } from '../diagnostics/index.js';
import { ts } from '../typescript.js';
import { assign, code, declare, originOf, read, type Code, type Jump, type Origin, type Part, type Statement } from './code.js';
import type { CopyScope, Overrides } from './copier.js';
import { copy, copyTarget } from './copy.js';
import { parkCursors, resumeCursors, type Cursor } from './cursors.js';
import { end, type Block, type Exit, type LaneScope, type Place, type Variable, type WaitIr } from './ir.js';
import type { PreparedJoin } from './forks.js';
import type { Session } from './session.js';

/** Where the value of an expression goes. */
export type Destination =
  /** `declares`: it has no value yet that anything could read. */
  | { readonly kind: 'variable'; readonly variable: Variable; readonly declares: boolean }
  | { readonly kind: 'discard' }
  /** It is what the flow returns. */
  | { readonly kind: 'return' };

/** What `break`, `continue` and `return` can leave, from the inside out. */
export type Control =
  | { readonly kind: 'loop'; readonly labels: readonly string[]; readonly break: Block; readonly continue: Block; readonly outer: Control }
  | {
      readonly kind: 'block';
      readonly labels: readonly string[];
      readonly isSwitch: boolean;
      readonly break: Block;
      readonly outer: Control;
    }
  | FinallyControl
  | { readonly kind: 'flow'; readonly to: Place };

export interface FinallyControl {
  readonly kind: 'finally';
  readonly entry: Block;
  readonly completion: Variable;
  /** Where its end can lead. */
  readonly exits: Set<Place>;
  readonly landings: Map<Place, Place>;
  /** Where a throw after it goes. */
  readonly handler: Block | undefined;
  readonly outer: Control;
}

/** One inlining of a flow: its variables are its own. */
export interface Activation {
  readonly flow: FlowModel;
  readonly path: string;
  readonly variables: Map<ts.Symbol, Variable>;
  /** The flow whose call was inlined into, outermost first. */
  readonly callers: readonly FlowModel[];
  /** What the type parameters of the flow stand for here. */
  readonly types: TypeBindings;
  /** Counts the turns of a `@loop`. */
  readonly counter?: Variable;
}

/** Lowers each kind of syntax. A table, so that the files of one kind need not import those of the others. */
export interface Lowerers {
  /** Code that gives the expression's value; its waits, and what has to come before them, are emitted. */
  value(builder: Builder, expression: ts.Expression): Code;
  deliver(builder: Builder, expression: ts.Expression, to: Destination): void;
  /** Lowers expressions that are evaluated one after the other; gives the code of each. */
  operands(builder: Builder, operands: readonly Operand[]): Map<ts.Node, Code>;
  wait(builder: Builder, durable: DurableCall, to: Destination): void;
  /** What a join inside a join evaluates before its own fork is reached. */
  join(builder: Builder, durable: Extract<DurableCall, { kind: 'join' }>): PreparedJoin;
  statement(builder: Builder, statement: ts.Statement): void;
  statements(builder: Builder, statements: readonly ts.Statement[]): void;
  /** Enters the scope of a `switch`. What it gives lowers the clauses, one after the other. */
  clauses(builder: Builder, clauses: readonly ts.CaseOrDefaultClause[]): (clause: ts.CaseOrDefaultClause) => void;
  parameters(builder: Builder, parameters: readonly ts.ParameterDeclaration[], values: Code): void;
  pattern(builder: Builder, name: ts.BindingName, value: Code): void;
  /** Gives the variables of `var` in a function's body their first value. */
  hoisted(builder: Builder, body: ts.Node): void;
  declarations(builder: Builder, list: ts.VariableDeclarationList): void;
}

export interface Operand {
  readonly node: ts.Expression;
  /** How it is evaluated: `text` as in a template, `list` and `entries` as by a spread, `receiver` to call a method of it. */
  readonly role: 'value' | 'text' | 'list' | 'entries' | 'receiver';
}

export interface BuilderOptions {
  readonly session: Session;
  readonly lower: Lowerers;
  readonly lane: LaneScope;
  readonly activation: Activation;
  readonly entry: Block;
}

export class Builder implements CopyScope {
  readonly session: Session;
  readonly lower: Lowerers;
  readonly lane: LaneScope;
  activation: Activation;
  control: Control = { kind: 'flow', to: end };
  handler: Block | undefined;
  /** The loops over a `Map` or a `Set` around the current place, outermost first. */
  cursors: readonly Cursor[] = [];
  #current: Block;
  #entered: Origin | undefined;

  constructor(options: BuilderOptions) {
    this.session = options.session;
    this.lower = options.lower;
    this.lane = options.lane;
    this.activation = options.activation;
    this.#current = options.entry;
  }

  get path(): string {
    return this.activation.path;
  }

  // ── blocks ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A new block, not yet reached. Its throws go where those of the current place go. */
  block(label: string, options: BlockOptions = {}): Block {
    return newBlock(this.session, `${this.path}/${label}`, { handler: this.handler, ...options });
  }

  /** Goes on in `block`. */
  start(block: Block): void {
    this.#current = block;
  }

  emit(...statements: readonly Statement[]): void {
    for (const statement of statements) this.#current.statements.push(this.#marked(statement));
  }

  exit(exit: Exit): void {
    this.#current.exit = this.#marked(exit);
    this.#current = this.block('unreachable');
  }

  /** A flow is called from here: where its code begins is the place of the call, too. */
  enter(call: ts.CallExpression): void {
    this.#entered ??= originOf(call);
  }

  #marked<Piece extends Statement | Exit>(piece: Piece): Piece {
    const entered = this.#entered;
    this.#entered = undefined;
    return entered ? { ...piece, entered } : piece;
  }

  jump(to: Place, value?: Code): void {
    this.exit({ kind: 'jump', to, value });
  }

  test(test: Code, then: Block, otherwise: Block): void {
    this.exit({ kind: 'if', test, then, else: otherwise });
  }

  /** The place of a new wait; where it goes on is set when the lane parks there. */
  waitAt(origin: ts.Node, id: string): Pick<WaitIr, 'kind' | 'id' | 'then' | 'error' | 'origin' | 'types'> {
    return { kind: 'wait', id: this.session.uniqueId(id), then: end, error: this.handler, origin, types: this.activation.types };
  }

  /** Stands at a wait, then goes on with its result. */
  park(wait: WaitIr, value: Code | undefined, to: Destination): void {
    this.session.waits.push(wait);
    this.jump(wait, this.#rest(value));
    const param = to.kind === 'variable' ? to.variable : to.kind === 'return' ? this.temporary('result', wait.origin) : undefined;
    const then = newBlock(this.session, `${wait.id}/then`, { handler: this.handler, param });
    wait.then = then;
    this.start(then);
    this.emit(...resumeCursors(this));
    if (to.kind === 'return' && param) this.leaveFlow([read(param)]);
  }

  /** Makes the lane ready to be stored, once the value that the wait is reached with was computed. */
  #rest(value: Code | undefined): Code | undefined {
    if (this.cursors.length === 0 || !value) {
      this.emit(...parkCursors(this));
      return value;
    }
    const computed = this.temporary('value');
    this.emit(declare(computed, value), ...parkCursors(this));
    return [read(computed)];
  }

  /** Runs `body` with another handler or another enclosing statement. */
  within(place: { readonly handler?: Block | undefined; readonly control?: Control }, body: () => void): void {
    const { handler, control } = this;
    if ('handler' in place) this.handler = place.handler;
    if (place.control) this.control = place.control;
    body();
    this.handler = handler;
    this.control = control;
  }

  // ── variables ──────────────────────────────────────────────────────────────────────────────────────────────────

  temporary(name: string, origin?: ts.Node, constant = true): Variable {
    return { name: `$${name}`, constant, temporary: true, lane: this.lane, types: this.activation.types, ...(origin && { origin }) };
  }

  /** The variable that a declared name stands for from now on. */
  variable(name: ts.Identifier): Variable {
    const symbol = this.session.symbolOf(name);
    const known = symbol && this.activation.variables.get(symbol);
    if (known) return known;
    const constant = symbol !== undefined && !this.session.assignedIn(this.activation.flow).has(symbol) && !isUninitialized(name);
    const { types } = this.activation;
    const variable: Variable = { name: name.text, constant, temporary: false, origin: name, lane: this.lane, types };
    if (symbol) this.activation.variables.set(symbol, variable);
    return variable;
  }

  /** The variable of a declared name, if it is used where it may not have been declared; made with its guard. */
  guarded(name: ts.Identifier): Variable | undefined {
    const symbol = this.session.symbolOf(name);
    if (!symbol || !this.session.earlyUsesIn(this.activation.flow).symbols.has(symbol)) return undefined;
    const guard = { isDeclared: this.temporary('declared', undefined, false), check: this.session.moduleNames.runtime('whenDeclared') };
    const variable = { ...this.variable(name), guard };
    this.activation.variables.set(symbol, variable);
    return variable;
  }

  isEarly(name: ts.Identifier): boolean {
    return this.session.earlyUsesIn(this.activation.flow).uses.has(name);
  }

  /** Lets a parameter stand for a variable of the caller. */
  alias(name: ts.Identifier, variable: Variable): void {
    const symbol = this.session.symbolOf(name);
    if (symbol) this.activation.variables.set(symbol, variable);
  }

  // ── copying ────────────────────────────────────────────────────────────────────────────────────────────────────

  copy(node: ts.Node, overrides?: Overrides): Code {
    return copy(node, this, overrides);
  }

  copyTarget(node: ts.Node, overrides?: Overrides): Code {
    return copyTarget(node, this, overrides);
  }

  variableOf(name: ts.Identifier): Variable | undefined {
    const symbol = this.session.symbolOf(name);
    return symbol && this.activation.variables.get(symbol);
  }

  moduleNameOf(name: ts.Identifier, key?: string): Part | undefined {
    return this.session.moduleNames.reference(this.session.symbolOf(name), name, key);
  }

  leave(statement: ts.ReturnStatement | ts.BreakOrContinueStatement, value: Code | undefined): Jump {
    if (ts.isReturnStatement(statement)) return this.#jumpOut(this.control, this.#flowEnd(), value);
    return this.#jumpOut(this.control, targetOf(statement, this.control), undefined);
  }

  refuseWait(wait: ts.AwaitExpression): void {
    this.session.diagnostics.addUnlessCovered(syntaxNotSupported(wait, { what: 'A wait in this place' }));
  }

  // ── leaving ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Goes out of the statements around, through their `finally` blocks. */
  follow(jump: Jump): void {
    this.emit(...jump.before);
    this.jump(jump.to, jump.value);
  }

  leaveFlow(value: Code | undefined): void {
    this.follow(this.#jumpOut(this.control, this.#flowEnd(), value));
  }

  /** Ends what a `finally` guards without leaving anything: goes through it to `after`. */
  completeWith(passed: FinallyControl, after: Block): void {
    passed.exits.add(after);
    this.emit(assign(passed.completion, completionOf(after, undefined)));
    this.jump(passed.entry);
  }

  #flowEnd(): Place {
    let { control } = this;
    while (control.kind !== 'flow') control = control.outer;
    return control.to;
  }

  #jumpOut(from: Control, to: Place, value: Code | undefined): Jump {
    const passed = firstFinally(from, to);
    if (!passed) return { before: [], to, value };
    const landing = this.#landing(passed, to);
    return { before: [assign(passed.completion, completionOf(landing, value))], to: passed.entry };
  }

  /** Where a `finally` goes on with a jump that passed it: at its target, or on to the next `finally` on the way. */
  #landing(passed: FinallyControl, to: Place): Place {
    const landing = passed.landings.get(to) ?? this.#newLanding(passed, to);
    passed.landings.set(to, landing);
    passed.exits.add(landing);
    return landing;
  }

  #newLanding(passed: FinallyControl, to: Place): Place {
    const param = to === this.#flowEnd() ? this.temporary('value') : undefined;
    const onward = this.#jumpOut(passed.outer, to, param && [read(param)]);
    if (onward.before.length === 0) return to;
    const landing = this.block('onward', { param, handler: passed.handler });
    landing.statements.push(...onward.before);
    landing.exit = { kind: 'jump', to: onward.to };
    return landing;
  }
}

/** What may be said of a new block. */
type BlockOptions = Partial<Pick<Block, 'param' | 'mark' | 'origin' | 'isLoopHead' | 'handler'>>;

export function newBlock(session: Session, name: string, options: BlockOptions = {}): Block {
  const block: Block = {
    kind: 'block',
    name,
    handler: options.handler,
    param: options.param,
    mark: options.mark,
    origin: options.origin,
    isLoopHead: options.isLoopHead ?? false,
    statements: [],
    exit: { kind: 'jump', to: end },
  };
  session.blocks.push(block);
  return block;
}

/** What a `finally` is told: where to go at its end, and with what value. */
function completionOf(to: Place, value: Code | undefined): Code {
  const place: Part = { kind: 'place', place: to };
  return value ? code`{ to: ${place}, value: ${value} }` : code`{ to: ${place} }`;
}

/** The first `finally` on the way out to `to`. */
function firstFinally(from: Control, to: Place): FinallyControl | undefined {
  for (let control = from; control.kind !== 'flow'; control = control.outer) {
    if (control.kind === 'finally') return control;
    if (control.break === to || (control.kind === 'loop' && control.continue === to)) return undefined;
  }
  return undefined;
}

function targetOf(statement: ts.BreakOrContinueStatement, from: Control): Place {
  for (let control = from; control.kind !== 'flow'; control = control.outer) {
    if (control.kind !== 'finally' && isMeant(statement, control))
      return ts.isContinueStatement(statement) && control.kind === 'loop' ? control.continue : control.break;
  }
  return end;
}

function isMeant(statement: ts.BreakOrContinueStatement, control: Exclude<Control, FinallyControl | { kind: 'flow' }>): boolean {
  if (statement.label) return control.labels.includes(statement.label.text);
  return control.kind === 'loop' || (ts.isBreakStatement(statement) && control.isSwitch);
}

function isUninitialized(name: ts.Identifier): boolean {
  return ts.isVariableDeclaration(name.parent) && !name.parent.initializer && ts.isVariableStatement(name.parent.parent.parent);
}
