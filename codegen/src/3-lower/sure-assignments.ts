/**
 * What is known of a copied statement by its syntax alone: whether anything after it can run, and which variables surely
 * have a new value by then. What is surely assigned need not be kept across the waits before.
 *
 * Always: what is not sure is left out, so that more is kept rather than less.
 */
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Variable } from './ir.js';

/** Whether nothing after a statement can run. */
export function alwaysLeaves(statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return true;
  if (ts.isBlock(statement)) return statement.statements.some(alwaysLeaves);
  if (ts.isIfStatement(statement))
    return statement.elseStatement !== undefined && [statement.thenStatement, statement.elseStatement].every(alwaysLeaves);
  if (!ts.isTryStatement(statement)) return false;
  const { tryBlock, catchClause, finallyBlock } = statement;
  return (finallyBlock && alwaysLeaves(finallyBlock)) || (alwaysLeaves(tryBlock) && (!catchClause || alwaysLeaves(catchClause.block)));
}

/** What a name stands for; `undefined`: nothing of the flow. */
type Resolve = (name: ts.Identifier) => Variable | undefined;

/** The variables that have a new value wherever the end of a statement is reached. Jumps out of it are not its end. */
export function surelyAssigned(statement: ts.Statement, resolve: Resolve): readonly Variable[] {
  if (ts.isExpressionStatement(statement)) return assignedBy(statement.expression).flatMap((name) => resolve(name) ?? []);
  if (ts.isBlock(statement)) return statement.statements.flatMap((each) => surelyAssigned(each, resolve));
  if (ts.isIfStatement(statement)) return statement.elseStatement ? inBoth(statement.thenStatement, statement.elseStatement, resolve) : [];
  if (!ts.isTryStatement(statement)) return [];
  const { tryBlock, catchClause, finallyBlock } = statement;
  const guarded = catchClause ? inBoth(tryBlock, catchClause.block, resolve) : surelyAssigned(tryBlock, resolve);
  return [...guarded, ...(finallyBlock ? surelyAssigned(finallyBlock, resolve) : [])];
}

/** On both ways; one that always leaves does not come to the end. */
function inBoth(one: ts.Statement, other: ts.Statement, resolve: Resolve): readonly Variable[] {
  if (alwaysLeaves(one)) return surelyAssigned(other, resolve);
  if (alwaysLeaves(other)) return surelyAssigned(one, resolve);
  const others = surelyAssigned(other, resolve);
  return surelyAssigned(one, resolve).filter((variable) => others.includes(variable));
}

function assignedBy(expression: ts.Expression): readonly ts.Identifier[] {
  const inner = unwrap(expression);
  if (!ts.isBinaryExpression(inner)) return [];
  const { left, operatorToken, right } = inner;
  if (operatorToken.kind === ts.SyntaxKind.CommaToken) return [...assignedBy(left), ...assignedBy(right)];
  return operatorToken.kind === ts.SyntaxKind.EqualsToken ? [...targetsIn(unwrap(left)), ...assignedBy(right)] : [];
}

/** The names in a target: one name, or those of a pattern. */
function targetsIn(target: ts.Expression): readonly ts.Identifier[] {
  if (ts.isIdentifier(target)) return [target];
  if (ts.isArrayLiteralExpression(target)) return target.elements.flatMap(elementTargets);
  return ts.isObjectLiteralExpression(target) ? target.properties.flatMap(propertyTargets) : [];
}

/** `a` of `a`, `a = 1` and `...a`. */
function elementTargets(element: ts.Expression): readonly ts.Identifier[] {
  if (ts.isSpreadElement(element)) return targetsIn(unwrap(element.expression));
  const inner = unwrap(element);
  const isDefaulted = ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return targetsIn(isDefaulted ? unwrap(inner.left) : inner);
}

function propertyTargets(property: ts.ObjectLiteralElementLike): readonly ts.Identifier[] {
  if (ts.isShorthandPropertyAssignment(property)) return [property.name];
  if (ts.isPropertyAssignment(property)) return elementTargets(property.initializer);
  return ts.isSpreadAssignment(property) ? targetsIn(unwrap(property.expression)) : [];
}
