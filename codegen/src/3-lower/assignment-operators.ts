import { ts } from '../typescript.js';

/** Whether an operator is `=` or ends in it, `===` and its kin aside. */
export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
