/** What a piece of syntax writes. */
import { isAssignment, isUpdate, unwrap } from '../syntax.js';
import { ts } from '../typescript.js';

/** The expressions that this very node (not what is below it) assigns, counts up or down, or deletes. */
export function writtenBy(node: ts.Node): ts.Expression[] {
  if (ts.isBinaryExpression(node)) return isAssignment(node.operatorToken.kind) ? targetsOf(node.left) : [];
  if (ts.isPostfixUnaryExpression(node)) return [node.operand];
  if (ts.isPrefixUnaryExpression(node)) return isUpdate(node.operator) ? [node.operand] : [];
  if (ts.isDeleteExpression(node)) return [node.expression];
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) return ts.isExpression(node.initializer) ? targetsOf(node.initializer) : [];
  return [];
}

/** The targets of an assignment, patterns taken apart. */
function targetsOf(expression: ts.Expression): ts.Expression[] {
  const node = unwrap(expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(targetsOf);
  if (ts.isObjectLiteralExpression(node)) return node.properties.flatMap(propertyTargets);
  if (ts.isSpreadElement(node)) return targetsOf(node.expression);
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return targetsOf(node.left);
  return ts.isOmittedExpression(node) ? [] : [node];
}

function propertyTargets(property: ts.ObjectLiteralElementLike): ts.Expression[] {
  if (ts.isPropertyAssignment(property)) return targetsOf(property.initializer);
  if (ts.isShorthandPropertyAssignment(property)) return [property.name];
  return ts.isSpreadAssignment(property) ? targetsOf(property.expression) : [];
}

/** As {@link writtenBy}, and what a call of a built-in method changes: `list` in `list.push(item)`. */
export function changedBy(node: ts.Node, checker: ts.TypeChecker): ts.Expression[] {
  if (!ts.isCallExpression(node)) return writtenBy(node);
  const callee = unwrap(node.expression);
  if (!ts.isPropertyAccessExpression(callee) || !isChanging(callee, checker)) return [];
  return [callee.expression];
}

const listMethods = 'copyWithin fill pop push reverse shift sort splice unshift set'.split(' ');
const collectionMethods = 'add clear delete set'.split(' ');
const changingMethods: Readonly<Record<string, readonly string[]>> = { Map: collectionMethods, Set: collectionMethods, Array: listMethods };

function isChanging(callee: ts.PropertyAccessExpression, checker: ts.TypeChecker): boolean {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(callee.expression));
  const method = callee.name.text;
  const name = type.symbol?.name ?? '';
  if (name === 'Date') return method.startsWith('set');
  const methods = name.endsWith('Array') || checker.isTupleType(type) ? listMethods : changingMethods[name];
  return methods?.includes(method) ?? false;
}

/** `order` of `order.items[0].price`. */
export function rootName(target: ts.Expression): ts.Identifier | undefined {
  const node = unwrap(target);
  if (ts.isIdentifier(node)) return node;
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) ? rootName(node.expression) : undefined;
}

/** The symbol that a name stands for, also where it is written in shorthand (`{ order }`). */
export function symbolOf(name: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const isShorthand = ts.isShorthandPropertyAssignment(name.parent);
  return isShorthand ? checker.getShorthandAssignmentValueSymbol(name.parent) : checker.getSymbolAtLocation(name);
}
