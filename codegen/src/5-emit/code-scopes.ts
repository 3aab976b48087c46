/** Scopes of printed code: which syntax declares which names, and which of them are assigned again. */
import { assignedBy, boundNames } from '../syntax.js';
import { ts } from '../typescript.js';

/** Whether names can be declared that are those of the node alone. */
export function opensScope(node: ts.Node): boolean {
  return (
    ts.isFunctionLike(node) ||
    ts.isBlock(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isClassLike(node)
  );
}

/** The names that a node's own scope declares. */
export function declaredIn(node: ts.Node): string[] {
  if (ts.isFunctionLike(node)) return [...ownName(node), ...node.parameters.flatMap(({ name }) => boundNames(name))];
  if (ts.isCatchClause(node)) return node.variableDeclaration ? boundNames(node.variableDeclaration.name) : [];
  if (ts.isBlock(node)) return node.statements.flatMap(declaredBy);
  if (ts.isCaseBlock(node)) return node.clauses.flatMap(({ statements }) => statements.flatMap(declaredBy));
  if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) return headNames(node.initializer);
  return [];
}

function ownName(node: ts.SignatureDeclaration): string[] {
  return ts.isFunctionExpression(node) && node.name ? [node.name.text] : [];
}

function headNames(initializer: ts.ForInitializer | undefined): string[] {
  return initializer && ts.isVariableDeclarationList(initializer) ? initializer.declarations.flatMap(({ name }) => boundNames(name)) : [];
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name ? [statement.name.text] : [];
}

/** Names that are assigned somewhere besides their declaration; some that are only read in a pattern may be among them. */
export function assignedIn(root: ts.Node): ReadonlySet<string> {
  const assigned = new Set<string>();
  const addAll = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) assigned.add(node.text);
    ts.forEachChild(node, addAll);
  };
  const search = (node: ts.Node): void => {
    const target = assignedBy(node);
    if (target) addAll(target);
    ts.forEachChild(node, search);
  };
  search(root);
  return assigned;
}

/** Whether a list declares with `let` what is never assigned again: that means the same as `const`. */
export function isConstantLet(list: ts.VariableDeclarationList, assigned: ReadonlySet<string>): boolean {
  if (!(list.flags & ts.NodeFlags.Let)) return false;
  const isHead = ts.isForOfStatement(list.parent) || ts.isForInStatement(list.parent);
  return list.declarations.every(({ name, initializer }) => {
    const isGiven = isHead || initializer !== undefined;
    return isGiven && boundNames(name).every((each) => !assigned.has(each));
  });
}
