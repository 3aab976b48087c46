/**
 * Uses of a `let` or `const` that may run before its declaration did: in a clause of a `switch` that its declaration was
 * jumped over by, or in a function that is called too early. JavaScript throws there; a frame would give `undefined`.
 *
 * Always: a use that is not found here runs after the declaration, or TypeScript refuses it.
 */
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';

export interface EarlyUses {
  /** The names where they are used. */
  readonly uses: ReadonlySet<ts.Node>;
  /** The variables that are used so. */
  readonly symbols: ReadonlySet<ts.Symbol>;
}

interface Declared {
  readonly name: ts.Identifier;
  readonly declaration: ts.VariableDeclaration;
  /** Where the name is known. */
  readonly scope: ts.Node;
}

export function findEarlyUses(root: ts.Node, symbolOf: (name: ts.Identifier) => ts.Symbol | undefined): EarlyUses {
  const declared = declaredIn(root);
  const uses = new Set<ts.Node>();
  const symbols = new Set<ts.Symbol>();
  walk(root, (node) => {
    const known = ts.isIdentifier(node) && !isPropertyName(node) ? declared.get(node.text) : undefined;
    const found = known?.find((each) => mayRunBefore(node, each) && symbolOf(each.name) === symbolOf(node as ts.Identifier));
    const symbol = found && symbolOf(found.name);
    if (symbol) uses.add(node);
    if (symbol) symbols.add(symbol);
  });
  return { uses, symbols };
}

/** What `let` and `const` declare, by name. */
function declaredIn(root: ts.Node): Map<string, Declared[]> {
  const declared = new Map<string, Declared[]>();
  walk(root, (node) => {
    if (!ts.isVariableDeclaration(node) || !ts.isVariableDeclarationList(node.parent)) return;
    if ((node.parent.flags & ts.NodeFlags.BlockScoped) === 0) return;
    for (const name of namesOf(node.name))
      declared.set(name.text, [...(declared.get(name.text) ?? []), { name, declaration: node, scope: scopeOf(node.parent) }]);
  });
  return declared;
}

/** The names of a declaration or pattern, in order. */
export function namesOf(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));
}

function scopeOf({ parent }: ts.VariableDeclarationList): ts.Node {
  if (!ts.isVariableStatement(parent)) return parent;
  return ts.isCaseOrDefaultClause(parent.parent) ? parent.parent.parent : parent.parent;
}

function isPropertyName({ parent, pos }: ts.Identifier): boolean {
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name.pos === pos;
}

function mayRunBefore(use: ts.Node, { name, declaration, scope }: Declared): boolean {
  if (!contains(scope, use)) return false;
  if (contains(declaration.name, use)) return use.pos < name.pos;
  if (contains(declaration, use)) return declaration.initializer !== undefined && runsFunctions(declaration.initializer);
  if (use.pos < declaration.pos || isIterated(use, scope)) return true;
  return isInOtherClause(use, declaration, scope) || isInFunctionUsedBefore(use, declaration, scope);
}

function contains(outer: ts.Node, inner: ts.Node): boolean {
  return outer.pos <= inner.pos && inner.end <= outer.end;
}

/** Whether a function that is made inside may be called before the value is there. */
function runsFunctions(initializer: ts.Node): boolean {
  let found = false;
  walk(unwrap(initializer as ts.Expression), (node) => {
    found ||= ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node);
    return !found && !ts.isFunctionLike(node);
  });
  return found;
}

function isInOtherClause(use: ts.Node, declaration: ts.Node, scope: ts.Node): boolean {
  return ts.isCaseBlock(scope) && scope.clauses.some((clause) => contains(clause, use) && !contains(clause, declaration));
}

/** The names of a head are known, and have no value, where that which is iterated is evaluated. */
function isIterated(use: ts.Node, scope: ts.Node): boolean {
  return (ts.isForOfStatement(scope) || ts.isForInStatement(scope)) && contains(scope.expression, use);
}

/** A function that is declared in the scope is there from its beginning. */
function isInFunctionUsedBefore(use: ts.Node, declaration: ts.Node, scope: ts.Node): boolean {
  const holder = statementsOf(scope).find((statement) => contains(statement, use));
  if (!holder || !ts.isFunctionDeclaration(holder) || !holder.name) return false;
  const { text } = holder.name;
  return statementsOf(scope).some(
    (statement) =>
      (statement.pos < declaration.pos || ts.isFunctionDeclaration(statement)) && statement !== holder && names(statement, text),
  );
}

function statementsOf(scope: ts.Node): readonly ts.Statement[] {
  if (ts.isCaseBlock(scope)) return scope.clauses.flatMap(({ statements }) => statements);
  return ts.isBlock(scope) ? scope.statements : [];
}

function names(statement: ts.Node, name: string): boolean {
  let found = false;
  walk(statement, (node) => {
    found ||= ts.isIdentifier(node) && node.text === name;
    return !found;
  });
  return found;
}
