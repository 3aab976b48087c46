/**
 * Lowers expressions in which something waits. What is evaluated before a wait and used after it goes into a temporary,
 * unless reading it again gives the same.
 *
 * Always: JavaScript's order of evaluation is kept.
 */
import { syntaxNotSupported } from '../diagnostics/index.js';
import { isSequence, unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder, Destination, Operand } from './builder.js';
import { assign, code, declare, onlyRead, read, type Code, type Statement } from './code.js';
import type { Variable } from './ir.js';
import { lowerAssignment } from './assignments.js';
import { lowerChain } from './chains.js';
import { operandsOf } from './operands.js';
import { probe } from './receivers.js';
import { isStable } from './stability.js';

/** Code that gives the expression's value; its waits are emitted. */
export function lowerValue(builder: Builder, expression: ts.Expression): Code {
  if (!builder.session.hasWait(expression)) return copyOperand(builder, expression);
  if (isWaitingItself(builder, unwrap(expression))) return throughTemporary(builder, expression);
  const lowered = lowerAssignment(builder, expression) ?? lowerChain(builder, expression);
  return lowered ?? lowerByOperands(builder, expression);
}

/** Evaluates the expression and takes its value to its destination. */
export function deliver(builder: Builder, expression: ts.Expression, to: Destination): void {
  const inner = unwrap(expression);
  if (!builder.session.hasWait(inner))
    return finish(builder, to.kind === 'discard' ? builder.copy(expression) : copyOperand(builder, inner), to);
  if (ts.isConditionalExpression(inner)) return deliverConditional(builder, inner, to);
  if (ts.isBinaryExpression(inner) && isLogical(inner.operatorToken.kind)) return deliverLogical(builder, inner, to);
  if (isSequence(inner)) return deliverSequence(builder, inner, to);
  const durable = builder.session.durable(ts.isAwaitExpression(inner) ? unwrap(inner.expression) : inner);
  if (durable) return builder.lower.wait(builder, durable, to);
  if (ts.isAwaitExpression(inner) && hasArms(unwrap(inner.expression))) return deliverAwaited(builder, inner.expression, to);
  finish(builder, lowerValue(builder, inner), to);
}

/** Copies an expression to where a list can stand. */
function copyOperand(builder: Builder, expression: ts.Expression): Code {
  const copied = builder.copy(expression);
  return isSequence(expression) ? code`(${copied})` : copied;
}

function isWaitingItself(builder: Builder, inner: ts.Expression): boolean {
  if (ts.isAwaitExpression(inner) || ts.isConditionalExpression(inner) || builder.session.durable(inner)) return true;
  return ts.isBinaryExpression(inner) && (isLogical(inner.operatorToken.kind) || isSequence(inner));
}

function isLogical(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

function throughTemporary(builder: Builder, expression: ts.Expression): Code {
  const inner = unwrap(expression);
  if (ts.isAwaitExpression(inner) && !isAwaitable(builder, unwrap(inner.expression))) return refuse(builder, inner);
  const result = builder.temporary('value', inner);
  deliver(builder, inner, { kind: 'variable', variable: result, declares: true });
  return [read(result)];
}

/** The checks refuse what nobody can wait for; what slips through them ends here. */
function refuse(builder: Builder, node: ts.Node): Code {
  builder.session.diagnostics.addUnlessCovered(syntaxNotSupported(node, { what: 'This way of waiting' }));
  return code`undefined`;
}

/** Takes a value that was computed to its destination. */
export function finish(builder: Builder, value: Code, to: Destination): void {
  if (to.kind === 'return') return builder.leaveFlow(value);
  if (to.kind === 'discard') return onlyRead(value) ? undefined : builder.emit(runStatement(value));
  builder.emit(to.declares ? declare(to.variable, value) : assign(to.variable, value));
}

function runStatement(value: Code): Statement {
  const [first] = value;
  // An assignment begins with its target, once it was reached.
  const kills = first?.kind === 'variable' && first.access === 'write' ? [first.variable] : [];
  return { kind: 'run', code: asStatement(value), kills };
}

/** An expression as a statement: what would begin a block or a declaration gets parentheses. */
function asStatement(value: Code): Code {
  const [first] = value;
  const isAmbiguous = first?.kind === 'text' && /^(\{|function\b|class\b|async function\b|let\b)/.test(first.text);
  return isAmbiguous ? code`(${value});` : code`${value};`;
}

// ── ?: && || ?? , ──────────────────────────────────────────────────────────────────────────────────────────────────

/** What takes the value of one arm to its destination. */
type Deliver = typeof deliver;

/** Whether something is chosen from arms, each of which may wait by itself. */
function hasArms(node: ts.Expression): node is ts.ConditionalExpression | ts.BinaryExpression {
  return ts.isConditionalExpression(node) || (ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind));
}

function isAwaitable(builder: Builder, node: ts.Expression): boolean {
  return builder.session.durable(node) !== undefined || hasArms(node);
}

/** `await (a ? this.b() : c)`: each arm by itself; what is no promise is its own value. */
function deliverAwaited(builder: Builder, awaited: ts.Expression, to: Destination): void {
  const inner = unwrap(awaited);
  if (ts.isConditionalExpression(inner)) return deliverConditional(builder, inner, to, deliverAwaited);
  if (hasArms(inner) && ts.isBinaryExpression(inner)) {
    if (mayBePromise(builder, inner.left)) refuse(builder, inner.left);
    return deliverLogical(builder, inner, to, deliverAwaited);
  }
  if (!builder.session.durable(inner) && mayBePromise(builder, inner)) refuse(builder, inner);
  deliver(builder, inner, to);
}

function mayBePromise({ session: { checker } }: Builder, expression: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(expression);
  const isOpen = (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Instantiable)) !== 0;
  return isOpen || checker.getAwaitedType(type) !== type;
}

function deliverConditional(builder: Builder, node: ts.ConditionalExpression, to: Destination, deliverArm: Deliver = deliver): void {
  const [yes, no] = [builder.block('yes'), builder.block('no')];
  builder.test(builder.lower.value(builder, node.condition), yes, no);
  const after = builder.block('after');
  for (const [block, arm] of [
    [yes, node.whenTrue],
    [no, node.whenFalse],
  ] as const) {
    builder.start(block);
    deliverArm(builder, arm, to);
    builder.jump(after);
  }
  builder.start(after);
}

function deliverLogical(builder: Builder, node: ts.BinaryExpression, to: Destination, deliverRight: Deliver = deliver): void {
  // A variable that exists already must keep its value until the right side has ended.
  const left = to.kind === 'variable' && to.declares ? to.variable : builder.temporary('left', node.left);
  deliver(builder, node.left, { kind: 'variable', variable: left, declares: true });
  const [rest, short, after] = [builder.block('rest'), builder.block('short'), builder.block('after')];
  const [yes, no] = node.operatorToken.kind === ts.SyntaxKind.BarBarToken ? [short, rest] : [rest, short];
  const isNullish = node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
  builder.test(isNullish ? code`${read(left)} == null` : [read(left)], yes, no);
  builder.start(short);
  if (to.kind !== 'variable' || to.variable !== left) finish(builder, [read(left)], to);
  builder.jump(after);
  builder.start(rest);
  deliverRight(builder, node.right, to);
  builder.jump(after);
  builder.start(after);
}

function deliverSequence(builder: Builder, node: ts.BinaryExpression, to: Destination): void {
  deliver(builder, node.left, { kind: 'discard' });
  deliver(builder, node.right, to);
}

// ── operands ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Every other expression: its operands in order, then itself as the author wrote it. */
function lowerByOperands(builder: Builder, expression: ts.Expression): Code {
  if (ts.isParenthesizedExpression(expression)) return parenthesized(lowerValue(builder, expression.expression));
  const operands = operandsOf(expression);
  if (!operands) return refuse(builder, expression);
  return builder.copy(expression, lowerOperands(builder, operands));
}

function parenthesized(value: Code): Code {
  return onlyRead(value) ? value : code`(${value})`;
}

/** Lowers expressions that are evaluated one after the other; gives the code of those that have to be replaced. */
export function lowerOperands(builder: Builder, operands: readonly Operand[]): Map<ts.Node, Code> {
  const codes = new Map<ts.Node, Code>();
  const last = operands.findLastIndex(({ node }) => builder.session.hasWait(node));
  for (const [index, operand] of operands.slice(0, last + 1).entries()) {
    const following = operands.slice(index + 1, last + 1).map(({ node }) => node);
    const kept = index < last && isStable(builder, operand, following);
    if (!kept) codes.set(operand.node, operandCode(builder, operand, index < last));
    if (operand.role === 'receiver' && index < last) probe(builder, operand.node, codes.get(operand.node) ?? builder.copy(operand.node));
  }
  return codes;
}

function operandCode(builder: Builder, operand: Operand, isBeforeWait: boolean): Code {
  const value = builder.lower.value(builder, operand.node);
  const known = onlyRead(value);
  const isSettled = (operand.role === 'value' || operand.role === 'receiver') && known?.temporary && known.constant;
  return isBeforeWait && !isSettled ? spill(builder, operand, value) : value;
}

function spill(builder: Builder, { node, role }: Operand, value: Code): Code {
  const temporary = role === 'text' ? builder.temporary('text') : { ...builder.temporary('operand', node), ...partOf(role) };
  builder.emit(declare(temporary, evaluated(role, value)));
  return [read(temporary)];
}

function partOf(role: Operand['role']): Pick<Variable, 'part'> {
  return role === 'list' ? { part: 'elements' } : role === 'entries' ? { part: 'entries' } : {};
}

function evaluated(role: Operand['role'], value: Code): Code {
  if (role === 'text') return code`\`\${${value}}\``;
  if (role === 'list') return code`[...${value}]`;
  if (role === 'entries') return code`{ ...${value} }`;
  return value;
}
