/**
 * What the lanes of a join begin with. Plain JavaScript evaluates the arguments of all lanes, and of the joins among them,
 * before `join` is called; so they are evaluated when the fork is reached, and a lane is handed what was evaluated for it.
 *
 * Always: operands are in the order in which JavaScript evaluates them; what a lane is handed is an array.
 */
import { laneArgumentWaits, laneNotDurable } from '../diagnostics/index.js';
import { givenTo, laneFunction, type DurableCall } from '../2-analyze/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder, Operand } from './builder.js';
import { code, joinCode, text, type Code } from './code.js';
import { activationOf, lowerBody } from './flows.js';
import { listOperands } from './operands.js';
import { childName, childWait, parkAtChildResult, parkAtSignal, parkAtSleep, parkAtTask } from './parking.js';

export type Codes = ReadonlyMap<ts.Node, Code>;

export interface LaneStart {
  readonly operands: readonly Operand[];
  /** How many of the operands come before a lane begins in plain JavaScript. */
  readonly early: number;
  /** All that is evaluated is operands: nothing is on a condition or once per item. */
  readonly isFlat: boolean;
  /** The call, if the lane is nothing but the node of it. */
  readonly node?: Call<'task' | 'child'>;
  /** What the lane is handed, from the code of its operands. */
  handed(codes: Codes): Code;
  /** The code of the lane, which ends it. `isArm`: it is one of several that the lane may be. */
  begin(lane: Builder, handed: Code, isArm?: boolean): void;
}

type Call<K extends DurableCall['kind']> = Extract<DurableCall, { kind: K }>;
type Begin = LaneStart['begin'];

/** How the lane begins that an expression is. */
export function laneStart(builder: Builder, expression: ts.Expression): LaneStart {
  const inner = unwrap(expression);
  if (ts.isConditionalExpression(inner)) return choiceStart(builder, inner);
  if (ts.isBinaryExpression(inner)) return logicalStart(builder, inner);
  const own = laneFunction(inner);
  if (own) return functionStart(builder, (inner as ts.CallExpression).arguments, own);
  const durable = builder.session.durable(inner);
  if (durable?.kind === 'join') return joinStart(builder, durable);
  return durable ? callStart(builder, durable) : refusedStart(builder, expression);
}

function refusedStart({ session }: Builder, expression: ts.Expression): LaneStart {
  session.diagnostics.addUnlessCovered(laneNotDurable(expression, { expression: expression.getText() }));
  return { operands: [], early: 0, isFlat: true, handed: () => code`[]`, begin: () => {} };
}

/** The arguments of a call, evaluated into an array. */
function givenStart(builder: Builder, given: readonly ts.Expression[], begin: Begin): LaneStart {
  const operands = listOperands(given);
  const handed = (codes: Codes): Code => code`[${joinCode(given.map((argument) => builder.copy(argument, codes)))}]`;
  return { operands, early: operands.length, isFlat: true, handed, begin };
}

// ── calls ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function callStart(builder: Builder, durable: Exclude<DurableCall, { kind: 'join' }>): LaneStart {
  const begin: Begin = (lane, handed, isArm) => beginCall(lane, durable, { handed, isArm: isArm === true });
  const start = givenStart(builder, givenTo(durable), begin);
  return durable.kind === 'task' || durable.kind === 'child' ? { ...start, node: durable } : start;
}

interface Given {
  readonly handed: Code;
  readonly isArm: boolean;
}

function beginCall(lane: Builder, durable: Exclude<DurableCall, { kind: 'join' }>, { handed, isArm }: Given): void {
  const first = code`${handed}[0]`;
  if (durable.kind === 'flow') beginFlow(lane, durable, { handed, isArm });
  else if (durable.kind === 'task') parkAtTask(lane, durable, handed, { kind: 'return' });
  else if (durable.kind === 'child')
    lane.park(childWait(lane, durable, `${lane.path}/${childName(lane.session, durable)}`), handed, { kind: 'return' });
  else if (durable.kind === 'signal') parkAtSignal(lane, durable, first, { kind: 'return' });
  else if (durable.kind === 'childResult') parkAtChildResult(lane, durable, first, { kind: 'return' });
  else parkAtSleep(lane, durable, first, { kind: 'return' });
}

/** A lane that is a flow is called like it. */
function beginFlow(lane: Builder, called: Call<'flow'>, { handed, isArm }: Given): void {
  const outer = lane.activation;
  lane.activation = activationOf(lane, called, isArm ? undefined : lane.path);
  lane.lower.parameters(lane, called.flow.method.parameters, handed);
  lowerBody(lane, called.flow);
  lane.activation = outer;
}

// ── functions ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** `(async (order) => { … })(order)`. */
function functionStart(builder: Builder, given: readonly ts.Expression[], own: ts.ArrowFunction): LaneStart {
  return givenStart(builder, given, (lane, handed) => beginFunction(lane, own, handed));
}

export function beginFunction(lane: Builder, { parameters, body }: ts.ArrowFunction, handed: Code): void {
  lane.lower.parameters(lane, parameters, handed);
  if (ts.isBlock(body)) {
    lane.lower.hoisted(lane, body);
    lane.lower.statements(lane, body.statements);
  } else lane.lower.deliver(lane, body, { kind: 'return' });
  lane.leaveFlow(undefined);
}

// ── joins ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A join inside a join: its own lanes were evaluated with all others. */
function joinStart(builder: Builder, durable: Call<'join'>): LaneStart {
  const join = builder.lower.join(builder, durable);
  return {
    operands: join.operands,
    early: join.early,
    isFlat: join.isFlat,
    handed: (codes) => code`[${join.value(codes)}]`,
    begin: (lane, handed) => join.park(lane, code`${handed}[0]`, { kind: 'return' }),
  };
}

// ── ?: && || ?? ────────────────────────────────────────────────────────────────────────────────────────────────────

const noCodes: Codes = new Map();

/** `order.isLarge ? this.review(order) : this.accept(order)`: which one is chosen when the fork is reached. */
function choiceStart(builder: Builder, choice: ts.ConditionalExpression): LaneStart {
  const arms = [choice.whenTrue, choice.whenFalse].map((arm) => ({ arm, start: laneStart(builder, arm) }));
  refuseAwaits(builder, choice);
  const marked = arms.map(({ arm, start }, index) => [arm, code`[${text(String(index))}, ${start.handed(noCodes)}]`] as const);
  return {
    ...conditional,
    handed: () => builder.copy(choice, new Map(marked)),
    begin(lane, handed) {
      const [yes, no] = [lane.block('yes'), lane.block('no')];
      lane.test(code`${handed}[0] === 0`, yes, no);
      for (const [index, { start }] of arms.entries()) {
        lane.start(index === 0 ? yes : no);
        start.begin(lane, code`${handed}[1]`, true);
      }
    },
  };
}

/** `order.isLarge && this.review(order)`: a left side that decides is what the lane gives. */
function logicalStart(builder: Builder, node: ts.BinaryExpression): LaneStart {
  const right = laneStart(builder, node.right);
  refuseAwaits(builder, node);
  return {
    ...conditional,
    handed() {
      const left = text(builder.session.words.unused('left'));
      const [lane, value] = [code`[0, ${right.handed(noCodes)}]`, code`[1, ${left}]`];
      return code`((${left}) => ${decided(node.operatorToken.kind, left, { lane, value })})(${builder.copy(node.left)})`;
    },
    begin(lane, handed) {
      const [rest, short] = [lane.block('rest'), lane.block('short')];
      lane.test(code`${handed}[0] === 0`, rest, short);
      lane.start(rest);
      right.begin(lane, code`${handed}[1]`, true);
      lane.start(short);
      lane.leaveFlow(code`${handed}[1]`);
    },
  };
}

const conditional = { operands: [], early: 0, isFlat: false };

function decided(operator: ts.SyntaxKind, left: ReturnType<typeof text>, outcome: { readonly lane: Code; readonly value: Code }): Code {
  const [yes, no] = operator === ts.SyntaxKind.BarBarToken ? [outcome.value, outcome.lane] : [outcome.lane, outcome.value];
  return operator === ts.SyntaxKind.QuestionQuestionToken ? code`${left} == null ? ${yes} : ${no}` : code`${left} ? ${yes} : ${no}`;
}

function refuseAwaits({ session }: Builder, choice: ts.Node): void {
  walk(choice, (node) => {
    if (ts.isAwaitExpression(node)) session.diagnostics.addUnlessCovered(laneArgumentWaits(node));
    return !ts.isFunctionLike(node);
  });
}
