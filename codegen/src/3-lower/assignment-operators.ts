import { ts } from '../typescript.js';

/** Whether an operator is `=` or ends in it, `===` and its kin aside. */
export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Whether an expression on the left of an assignment is a pattern. */
export function isPattern(target: ts.Expression): target is ts.ArrayLiteralExpression | ts.ObjectLiteralExpression {
  return ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target);
}
