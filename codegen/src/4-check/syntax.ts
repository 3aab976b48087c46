/** Syntax that means something else, or nothing, once the code between waits is copied into a generated module. */
import { allFlows, durableCall } from '../2-analyze/index.js';
import {
  argumentsUsed,
  evalUsed,
  importMetaUsed,
  newTargetUsed,
  superUsed,
  syntaxNotSupported,
  usingDeclared,
} from '../diagnostics/index.js';
import type { Diagnostic } from '../diagnostics/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { functionAround, isGraphFunction } from './positions.js';
import type { Scene } from './scene.js';
import { symbolOf, writtenBy } from './writes.js';

export function checkSyntax(scene: Scene): void {
  for (const flow of allFlows(scene.model)) {
    walk(flow.method, (node) => {
      const anywhere = refusedAnywhere(node, scene);
      const inFlow = anywhere ? undefined : refusedInFlow(node, scene);
      if (anywhere) scene.diagnostics.add(anywhere);
      if (inFlow && belongsToFlow(node, scene)) scene.diagnostics.add(inFlow);
    });
  }
}

/** Whether the nearest function that is no arrow function is the flow itself: its `arguments` and `super` are meant. */
function belongsToFlow(node: ts.Node, scene: Scene): boolean {
  const around = functionAround(node);
  return around !== undefined && ts.isArrowFunction(around) ? belongsToFlow(around, scene) : isGraphFunction(around, scene);
}

function refusedAnywhere(node: ts.Node, scene: Scene): Diagnostic | undefined {
  const constant = writtenBy(node).find((target) => isConstant(target, scene));
  if (constant) return syntaxNotSupported(constant, { what: 'An assignment to a constant' });
  if (ts.isVariableDeclaration(node) && isCaught(node))
    return syntaxNotSupported(node.name, { what: 'A `var` with the name of a caught error around it' });
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return importMetaUsed(node);
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'eval') return evalUsed(node.expression);
  if (ts.isAccessor(node)) return syntaxNotSupported(node.name, { what: 'A getter or setter in a flow' });
  return undefined;
}

/** TypeScript does not see an assignment to a constant behind a type assertion. */
function isConstant(target: ts.Expression, { checker }: Scene): boolean {
  const name = unwrap(target);
  const isAsserted = !ts.isParenthesizedExpression(name.parent) && unwrap(name.parent as ts.Expression) === name;
  const declaration = isAsserted && ts.isIdentifier(name) ? symbolOf(name, checker)?.valueDeclaration : undefined;
  return declaration !== undefined && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}

/** `catch (e) { var e = 1; }` gives the caught `e` the value, and declares another. */
function isCaught({ name, parent }: ts.VariableDeclaration): boolean {
  const isVar = ts.isVariableDeclarationList(parent) && (parent.flags & ts.NodeFlags.BlockScoped) === 0;
  if (!isVar || !ts.isIdentifier(name)) return false;
  const clause = ts.findAncestor(parent, (outer) => ts.isFunctionLike(outer) || isCatchOf(outer, name.text));
  return clause !== undefined && ts.isCatchClause(clause);
}

function isCatchOf(node: ts.Node, name: string): boolean {
  const caught = ts.isCatchClause(node) ? node.variableDeclaration?.name : undefined;
  return caught !== undefined && ts.isIdentifier(caught) && caught.text === name;
}

function refusedInFlow(node: ts.Node, scene: Scene): Diagnostic | undefined {
  if (ts.isMetaProperty(node)) return newTargetUsed(node);
  if (node.kind === ts.SyntaxKind.SuperKeyword) return isDurable(node.parent.parent, scene) ? undefined : superUsed(node);
  if (ts.isIdentifier(node) && node.text === 'arguments' && isRead(node)) return argumentsUsed(node);
  if (ts.isVariableDeclarationList(node) && node.flags & ts.NodeFlags.Using) return usingDeclared(node);
  return undefined;
}

/** `super.prepare()` is inlined; other uses of `super` would be copied to where there is none. */
function isDurable(node: ts.Node, { model, checker }: Scene): boolean {
  return durableCall(node, model, checker) !== undefined;
}

/** Whether an identifier is an expression, not the name of a member. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  return !((ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node);
}
