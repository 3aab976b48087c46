/** Where an expression stands in a flow: what becomes of its value, and whether the flow itself runs it. */
import { allFlows, durableCall, isAsync } from '../2-analyze/index.js';
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';

/** What becomes of the value of an expression. `dropped`: anything but the other three. */
export type Use = 'awaited' | 'returned' | 'lane' | 'dropped';

export function useOf(expression: ts.Expression, scene: Scene): Use {
  const node = outermost(expression);
  const { parent } = node;
  if (ts.isAwaitExpression(parent)) return 'awaited';
  if (isLane(node, scene)) return 'lane';
  if (ts.isReturnStatement(parent)) return 'returned';
  return ts.isArrowFunction(parent) && isAsync(parent) ? 'returned' : 'dropped';
}

/** The function around a node; the flow's method, if the flow itself runs the node. */
export function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  return ts.findAncestor(node.parent, ts.isFunctionLike);
}

/** Whether code of this function is part of the graph: the method of a flow, or the function of a lane. */
export function isGraphFunction(node: ts.Node | undefined, scene: Scene): boolean {
  if (node === undefined) return false;
  if (ts.isMethodDeclaration(node)) return allFlows(scene.model).some((flow) => flow.method === node);
  return ts.isArrowFunction(node) && isLaneFunction(node, scene);
}

/** Whether an arrow function is a lane, or makes one per item. */
export function isLaneFunction(node: ts.ArrowFunction, scene: Scene): boolean {
  const { parent } = wrapped(node);
  if (!ts.isCallExpression(parent)) return false;
  if (unwrap(parent.expression) === node) return isAsync(node) && isLane(outermost(parent), scene);
  return isMapOfJoin(parent, scene);
}

/** Whether `ancestor` is around `node`, or is it. */
export function isWithin(node: ts.Node, ancestor: ts.Node): boolean {
  return node === ancestor || ts.findAncestor(node, (outer) => outer === ancestor) !== undefined;
}

function isLane(node: ts.Expression, scene: Scene): boolean {
  const { parent } = node;
  if (ts.isArrayLiteralExpression(parent)) return isLanesOfJoin(parent, scene);
  if (ts.isPropertyAssignment(parent)) return isLanesOfJoin(parent.parent, scene);
  const mapper = ts.isReturnStatement(parent) ? functionAround(parent) : parent;
  return mapper !== undefined && ts.isArrowFunction(mapper) && !isAsync(mapper) && isLaneFunction(mapper, scene);
}

function isMapOfJoin(call: ts.CallExpression, scene: Scene): boolean {
  const callee = unwrap(call.expression);
  return ts.isPropertyAccessExpression(callee) && callee.name.text === 'map' && isLanesOfJoin(call, scene);
}

function isLanesOfJoin(lanes: ts.Expression, scene: Scene): boolean {
  const node = wrapped(lanes);
  if (!ts.isCallExpression(node.parent) || node.parent.arguments[0] !== node) return false;
  return durableCall(node.parent, scene.model, scene.checker)?.kind === 'join';
}

/** The expression with the parentheses and assertions around it. */
function wrapped(expression: ts.Expression): ts.Expression {
  const { parent } = expression;
  return ts.isExpression(parent) && unwrap(parent) === unwrap(expression) ? wrapped(parent) : expression;
}

/** The expression that has the same value: out of parentheses, assertions and the arms of conditions. */
function outermost(expression: ts.Expression): ts.Expression {
  const node = wrapped(expression);
  const { parent } = node;
  if (ts.isConditionalExpression(parent) && parent.condition !== node) return outermost(parent);
  return isLogical(parent) && parent.right === node ? outermost(parent) : node;
}

/** The expressions that an expression's value may come from: the arms of conditions, else itself. */
export function armsOf(expression: ts.Expression): ts.Expression[] {
  const node = unwrap(expression);
  if (ts.isConditionalExpression(node)) return [...armsOf(node.whenTrue), ...armsOf(node.whenFalse)];
  return isLogical(node) ? armsOf(node.right) : [node];
}

const logicalOperators: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
];

function isLogical(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && logicalOperators.includes(node.operatorToken.kind);
}
