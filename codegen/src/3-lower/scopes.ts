/**
 * Scopes with names that may be used too early. Such a name has a companion in the frame that says whether its declaration
 * was reached; where it may not have been, the name is reached through a check that throws as JavaScript does.
 */
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { assign, code, declare } from './code.js';
import { namesOf } from './early-uses.js';

/** Enters the scope of `let`s and `const`s: none of them was declared yet. */
export function openScope(builder: Builder, statements: readonly ts.Node[]): void {
  for (const name of statements.flatMap(lexicalNames)) {
    const guarded = builder.guarded(name);
    if (guarded?.guard) builder.emit(declare(guarded), declare(guarded.guard.isDeclared, code`false`));
  }
}

/** The names have their values from now on. */
export function closeDeclaration(builder: Builder, name: ts.BindingName): void {
  for (const each of namesOf(name)) {
    const guard = builder.variableOf(each)?.guard;
    if (guard) builder.emit(assign(guard.isDeclared, code`true`));
  }
}

/** Functions that nothing names before they are declared need not live across the waits before that. */
export function areUsedEarly(functions: readonly ts.FunctionDeclaration[], statements: readonly ts.Statement[]): boolean {
  const last = functions.at(-1);
  const names = new Set(functions.map(({ name }) => name?.text));
  const early = statements.slice(0, last && statements.indexOf(last)).filter((statement) => !ts.isFunctionDeclaration(statement));
  return (
    last !== undefined && (early.some((statement) => mentions(statement, names)) || functions.some((each) => mentionsOther(each, names)))
  );
}

/** Whether functions of a clause are used where it was not entered by then, or not yet at their declaration. */
export function areShared(clauses: readonly ts.CaseOrDefaultClause[]): boolean {
  return clauses.some((clause) => {
    const functions = clause.statements.filter((statement) => ts.isFunctionDeclaration(statement));
    const names = new Set(functions.map(({ name }) => name?.text));
    const isNamedElsewhere = names.size > 0 && clauses.some((other) => other !== clause && mentions(other, names));
    return isNamedElsewhere || areUsedEarly(functions, clause.statements);
  });
}

function mentionsOther(statement: ts.FunctionDeclaration, names: ReadonlySet<string | undefined>): boolean {
  return mentions(statement, new Set([...names].filter((name) => name !== statement.name?.text)));
}

function mentions(node: ts.Node, names: ReadonlySet<string | undefined>): boolean {
  if (ts.isIdentifier(node) && names.has(node.text)) return true;
  return ts.forEachChild(node, (child) => mentions(child, names) || undefined) ?? false;
}

function lexicalNames(node: ts.Node): ts.Identifier[] {
  const list = ts.isVariableStatement(node) ? node.declarationList : node;
  const isLexical = ts.isVariableDeclarationList(list) && (list.flags & ts.NodeFlags.BlockScoped) !== 0;
  return isLexical ? list.declarations.flatMap(({ name }) => namesOf(name)) : [];
}
