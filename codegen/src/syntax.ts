/** Small questions about syntax that several phases ask. */
import { ts } from './typescript.js';

/** The expression without parentheses, type assertions, `satisfies` and `!`: what is left has the same value. */
export function unwrap(expression: ts.Expression): ts.Expression {
  return isWrapper(expression) ? unwrap(expression.expression) : expression;
}

function isWrapper(
  node: ts.Node,
): node is ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression | ts.TypeAssertion {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}

/** The name of a member of the class: `charge` in `this.charge`. */
export function memberOfThis(expression: ts.Expression): string | undefined {
  const callee = unwrap(expression);
  if (!ts.isPropertyAccessExpression(callee) || unwrap(callee.expression).kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  return callee.name.text;
}

/** Calls `visit` with every node below `root` and `root` itself; `visit` returns `false` to skip what is below a node. */
export function walk(root: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  if (visit(root) !== false) ts.forEachChild(root, (child) => walk(child, visit));
}

/** Whether running this syntax awaits something. What stands in a function inside it does not count. */
export function awaits(root: ts.Node): boolean {
  let found = false;
  walk(root, (node) => {
    found ||= ts.isAwaitExpression(node);
    return !found && !ts.isFunctionLike(node);
  });
  return found;
}

/** `a, b` without parentheses: where a list can stand, it would be two things. */
export function isSequence(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken;
}

/** Whether an operator is `=` or ends in it, `===` and its kin aside. */
export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Whether an operator is `++` or `--`. */
export function isUpdate(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.PlusPlusToken || kind === ts.SyntaxKind.MinusMinusToken;
}

/** Whether an expression on the left of an assignment is a pattern. */
export function isPattern(target: ts.Expression): target is ts.ArrayLiteralExpression | ts.ObjectLiteralExpression {
  return ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target);
}

/** What this very node (not what is below it) assigns to; names inside that are only read may be among them. */
export function assignedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isBinaryExpression(node)) return isAssignment(node.operatorToken.kind) ? node.left : undefined;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return isUpdate(node.operator) ? node.operand : undefined;
  if (ts.isForOfStatement(node) || ts.isForInStatement(node))
    return ts.isVariableDeclarationList(node.initializer) ? undefined : node.initializer;
  return undefined;
}

/** The names that a declaration gives, patterns taken apart. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}
