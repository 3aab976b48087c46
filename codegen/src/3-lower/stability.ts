/**
 * Which expressions may be evaluated later than written, because a later evaluation gives the same: constants, and plain
 * reads with nothing impure before the wait. Such operands need no temporary.
 */
import { isAssignment, isPattern, isUpdate, unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder, Operand } from './builder.js';
import { mayBeNullish } from './receivers.js';

/** Whether an operand may be evaluated after `following`, the operands up to the last one that waits. */
export function isStable(builder: Builder, { node, role }: Operand, following: readonly ts.Expression[]): boolean {
  if (role === 'text' || role === 'list' || role === 'entries') return false;
  const inner = unwrap(node);
  if (isEarly(builder, inner)) return false;
  if (isConstant(builder, inner)) return true;
  const isQuiet = (): boolean => isQuietUpTo(builder, following);
  if (ts.isIdentifier(inner)) return isQuiet();
  if (role !== 'receiver' || !isChain(builder, inner)) return false;
  return !startsAtVariable(builder, inner) || isQuiet();
}

/** Reading a name before its declaration throws, and must do so before the wait. */
function isEarly(builder: Builder, node: ts.Expression): boolean {
  const inner = unwrap(node);
  return ts.isPropertyAccessExpression(inner) ? isEarly(builder, inner.expression) : ts.isIdentifier(inner) && builder.isEarly(inner);
}

function isConstant(builder: Builder, node: ts.Expression): boolean {
  if (ts.isLiteralExpression(node) || ts.isFunctionLike(node) || isKeywordValue(node.kind)) return true;
  if (!ts.isIdentifier(node)) return false;
  const variable = builder.variableOf(node);
  return variable ? variable.constant : isFixedName(builder, node);
}

function isKeywordValue(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.ThisKeyword ||
    kind === ts.SyntaxKind.TrueKeyword ||
    kind === ts.SyntaxKind.FalseKeyword ||
    kind === ts.SyntaxKind.NullKeyword
  );
}

/** Imports, functions, classes and constants of a module keep their value; its `let`s may not. */
function isFixedName(builder: Builder, name: ts.Identifier): boolean {
  const declaration = builder.session.symbolOf(name)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || declaration.getSourceFile().isDeclarationFile) return true;
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}

/** A path of properties that cannot fail on its way: one that does must do so before the wait. */
function isChain(builder: Builder, node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (!ts.isPropertyAccessExpression(inner)) return ts.isIdentifier(inner) || inner.kind === ts.SyntaxKind.ThisKeyword;
  return inner.questionDotToken === undefined && !mayBeNullish(builder, inner.expression) && isChain(builder, inner.expression);
}

function startsAtVariable(builder: Builder, node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isPropertyAccessExpression(inner)) return startsAtVariable(builder, inner.expression);
  return ts.isIdentifier(inner) && builder.variableOf(inner) !== undefined;
}

/** All but the last of these are evaluated whole before the operand is read. */
function isQuietUpTo(builder: Builder, following: readonly ts.Expression[]): boolean {
  const last = following.at(-1);
  return !following.slice(0, -1).some((expression) => mayChangeValues(builder, expression)) && (!last || isPure(builder, last));
}

/**
 * Whether evaluating it, up to its last wait, changes nothing of the flow's values. Waits other than flows get copies;
 * what holds the last wait is evaluated after it, unless it is an arm that is evaluated in blocks of its own.
 */
function isPure(builder: Builder, expression: ts.Expression): boolean {
  const last = lastWait(builder, expression);
  const later = last ? heldLater(expression, last) : new Set<ts.Node>();
  let pure = true;
  walk(expression, (node) => {
    pure &&= later.has(node) || !isImpure(builder, node);
    return pure;
  });
  return pure;
}

/** The nodes around the last wait that are evaluated where the operand is read: those outside of all that is taken apart. */
function heldLater(expression: ts.Expression, last: ts.Node): ReadonlySet<ts.Node> {
  const path: ts.Node[] = [];
  for (let node = last; node !== expression; node = node.parent) path.unshift(node.parent);
  const apart = path.findIndex((node, index) => isTakenApart(node, path[index + 1] ?? last));
  return new Set(apart === -1 ? path : path.slice(0, apart));
}

/** Whether what stands in `node`, and waits in its child `waiting`, becomes blocks or statements before the operand is read. */
function isTakenApart(node: ts.Node, waiting: ts.Node): boolean {
  if (ts.isConditionalExpression(node) || ts.isOptionalChain(node)) return true;
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return decidingOperators.has(kind) || (node.left === waiting && (kind === ts.SyntaxKind.CommaToken || isPattern(node.left)));
}

const decidingOperators: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

/** The wait that is reached last: a call waits after its own arguments have. */
function lastWait(builder: Builder, node: ts.Node): ts.Node | undefined {
  let last: ts.Node | undefined;
  if (!ts.isFunctionLike(node)) ts.forEachChild(node, (child) => void (last = lastWait(builder, child) ?? last));
  return builder.session.durable(node) ? node : last;
}

/** Whether evaluating syntax may change values of the flow, with all that stands in it. */
export function mayChangeValues(builder: Builder, syntax: ts.Node): boolean {
  let found = false;
  walk(syntax, (node) => {
    found ||= isImpure(builder, node);
    return !found;
  });
  return found;
}

function isImpure(builder: Builder, node: ts.Node): boolean {
  if (ts.isCallExpression(node)) return (builder.session.durable(node)?.kind ?? 'flow') === 'flow';
  if (ts.isBinaryExpression(node)) return isAssignment(node.operatorToken.kind);
  if (ts.isPostfixUnaryExpression(node) || ts.isDeleteExpression(node)) return true;
  if (ts.isPrefixUnaryExpression(node)) return isUpdate(node.operator);
  return ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node);
}
