/**
 * From which files constants come that are part of a graph: in options of decorators, as first values of statuses, and where
 * code between waits has their value. A change there makes a build stale as one in the class does.
 */
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { WorkflowModel } from './model.js';

/** The files of the constants that these expressions and the workflow's decorators and statuses are made of. */
export function constantFiles(
  { declaration, lineage, statuses }: WorkflowModel,
  inlined: Iterable<ts.Expression>,
  checker: ts.TypeChecker,
): readonly ts.SourceFile[] {
  const decorated = [declaration, ...lineage.classes.flatMap(({ members }) => [...members])].filter((node) => ts.canHaveDecorators(node));
  const followed = new Set<ts.Node>();
  for (const decorator of decorated.flatMap((node) => ts.getDecorators(node) ?? []))
    if (ts.isCallExpression(decorator.expression)) for (const given of decorator.expression.arguments) follow(given, checker, followed);
  for (const { expression } of statuses.values()) if (expression) follow(expression, checker, followed);
  for (const expression of inlined) follow(expression, checker, followed);
  return [...new Set([...followed].map((node) => node.getSourceFile()))];
}

function follow(expression: ts.Expression, checker: ts.TypeChecker, followed: Set<ts.Node>): void {
  walk(expression, (node) => {
    const constant = ts.isIdentifier(node) ? constantNamed(node, checker) : undefined;
    if (!constant || followed.has(constant)) return;
    followed.add(constant);
    if (constant.initializer) follow(constant.initializer, checker, followed);
  });
}

/** A `const` or a member of an enum, of the author's. */
function constantNamed(name: ts.Identifier, checker: ts.TypeChecker): ts.VariableDeclaration | ts.EnumMember | undefined {
  const named = ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name);
  const symbol = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
  const declaration = symbol?.valueDeclaration;
  if (!declaration || declaration.getSourceFile().isDeclarationFile) return undefined;
  if (ts.isEnumMember(declaration)) return declaration;
  const isConst = ts.isVariableDeclaration(declaration) && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConst ? declaration : undefined;
}
