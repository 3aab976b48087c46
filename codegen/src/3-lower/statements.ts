/**
 * Lowers statements. A statement in which nothing waits is copied; others are taken apart into blocks.
 *
 * Always: every statement of a list is lowered in order; declarations of functions come first, as JavaScript hoists them.
 */
import { syntaxNotSupported } from '../diagnostics/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { lowerDecision } from './branches.js';
import type { Builder } from './builder.js';
import { code, declare, type Code } from './code.js';
import { lowerForOf } from './iterations.js';
import { lowerDo, lowerFor, lowerForIn, lowerWhile } from './loops.js';
import { declareNames } from './patterns.js';
import { alwaysLeaves, surelyAssigned } from './sure-assignments.js';
import { lowerSwitch } from './switches.js';
import { lowerTry } from './tries.js';
import { hoistedBy, isParameter } from './session.js';
import { areShared, areUsedEarly, closeDeclaration, openScope } from './scopes.js';

type StatementLowerer = (builder: Builder, statement: never) => void;

function lowererOf<S extends ts.Statement>(lower: (builder: Builder, statement: S) => void): StatementLowerer {
  return lower;
}

const lowerers: Partial<Record<ts.SyntaxKind, StatementLowerer>> = {
  [ts.SyntaxKind.Block]: lowererOf<ts.Block>((builder, { statements }) => lowerStatements(builder, statements)),
  [ts.SyntaxKind.ExpressionStatement]: lowererOf(lowerExpressionStatement),
  [ts.SyntaxKind.IfStatement]: lowererOf(lowerIf),
  [ts.SyntaxKind.SwitchStatement]: lowererOf(lowerSwitch),
  [ts.SyntaxKind.WhileStatement]: lowererOf(lowerWhile),
  [ts.SyntaxKind.DoStatement]: lowererOf(lowerDo),
  [ts.SyntaxKind.ForStatement]: lowererOf(lowerFor),
  [ts.SyntaxKind.ForOfStatement]: lowererOf(lowerForOf),
  [ts.SyntaxKind.ForInStatement]: lowererOf(lowerForIn),
  [ts.SyntaxKind.TryStatement]: lowererOf(lowerTry),
  [ts.SyntaxKind.LabeledStatement]: lowererOf(lowerLabeled),
};

/** Statements that are taken apart whether they wait or not: leaving is no copied code, declaring makes variables. */
const always: Partial<Record<ts.SyntaxKind, StatementLowerer>> = {
  [ts.SyntaxKind.VariableStatement]: lowererOf<ts.VariableStatement>((builder, { declarationList }) =>
    lowerDeclarations(builder, declarationList),
  ),
  [ts.SyntaxKind.ReturnStatement]: lowererOf(lowerReturn),
  [ts.SyntaxKind.BreakStatement]: lowererOf<ts.BreakStatement>((builder, statement) => builder.follow(builder.leave(statement, undefined))),
  [ts.SyntaxKind.ContinueStatement]: lowererOf<ts.ContinueStatement>((builder, statement) =>
    builder.follow(builder.leave(statement, undefined)),
  ),
  [ts.SyntaxKind.ThrowStatement]: lowererOf<ts.ThrowStatement>((builder, { expression }) => lowerThrow(builder, expression)),
  [ts.SyntaxKind.FunctionDeclaration]: () => {},
  [ts.SyntaxKind.InterfaceDeclaration]: () => {},
  [ts.SyntaxKind.TypeAliasDeclaration]: () => {},
  [ts.SyntaxKind.EmptyStatement]: () => {},
  [ts.SyntaxKind.ClassDeclaration]: (builder, statement) => refuse(builder, statement, 'A class declared in a flow'),
  [ts.SyntaxKind.EnumDeclaration]: (builder, statement) => refuse(builder, statement, 'An enum declared in a flow'),
};

function refuse(builder: Builder, node: ts.Node, what: string): void {
  builder.session.diagnostics.addUnlessCovered(syntaxNotSupported(node, { what }));
}

export function lowerStatements(builder: Builder, statements: readonly ts.Statement[]): void {
  openScope(builder, statements);
  const functions = functionsIn(statements);
  const isHoisted = areUsedEarly(functions, statements);
  if (isHoisted) declareFunctions(builder, functions);
  lowerList(builder, statements, isHoisted);
}

/** The clauses of a `switch` are one scope, and any of them may be where it is entered. */
export function lowerClauses(builder: Builder, clauses: readonly ts.CaseOrDefaultClause[]): (clause: ts.CaseOrDefaultClause) => void {
  const statements = clauses.flatMap((clause) => [...clause.statements]);
  openScope(builder, statements);
  const isHoisted = areShared(clauses);
  if (isHoisted) declareFunctions(builder, functionsIn(statements));
  return (clause) => lowerList(builder, clause.statements, isHoisted);
}

/** Without the signatures of overloads. */
function functionsIn(statements: readonly ts.Statement[]): ts.FunctionDeclaration[] {
  return statements.filter((statement) => ts.isFunctionDeclaration(statement)).filter(({ body }) => body !== undefined);
}

/** `isHoisted`: the functions exist already. */
function lowerList(builder: Builder, statements: readonly ts.Statement[], isHoisted: boolean): void {
  for (const statement of statements) {
    if (!ts.isFunctionDeclaration(statement)) lowerStatement(builder, statement);
    else if (!isHoisted) declareFunctions(builder, functionsIn([statement]));
  }
}

export function lowerStatement(builder: Builder, statement: ts.Statement): void {
  const lower = always[statement.kind] ?? (isTakenApart(builder, statement) ? lowerers[statement.kind] : copyStatement);
  if (lower) lower(builder, statement as never);
  else refuse(builder, statement, 'A wait in this statement');
}

/** The loop of a `@loop` and the choice of a `@branch` are places of the graph, whether they wait or not. */
function isTakenApart(builder: Builder, statement: ts.Statement): boolean {
  if (builder.session.hasWait(statement)) return true;
  const { flow } = builder.activation;
  if (statement.parent !== flow.method.body) return false;
  if (flow.kind === 'loop') return ts.isIterationStatement(statement, true);
  return flow.kind === 'branch' && (ts.isSwitchStatement(statement) || ts.isIfStatement(statement));
}

function copyStatement(builder: Builder, statement: ts.Statement): void {
  const kills = surelyAssigned(statement, (name) => builder.variableOf(name));
  builder.emit({ kind: 'run', code: withSemicolon(builder.copy(statement)), kills });
  if (alwaysLeaves(statement)) builder.exit({ kind: 'left' });
}

/** Statements that end at a line break get the semicolon that they may lack. */
function withSemicolon(copied: Code): Code {
  const last = copied.findLast((part) => part.kind !== 'line');
  const isEnded = (last?.kind === 'text' && /[;}]\s*$/.test(last.text)) || last?.kind === 'jump';
  return isEnded ? copied : code`${copied};`;
}

/** Each may name all others. */
function declareFunctions(builder: Builder, functions: readonly ts.FunctionDeclaration[]): void {
  const variables = functions.map(({ name }) => name && builder.variable(name));
  for (const [index, variable] of variables.entries())
    if (variable) builder.emit(declare(variable, builder.copy(functions[index] as ts.FunctionDeclaration)));
}

// ── declarations ───────────────────────────────────────────────────────────────────────────────────────────────────

export function lowerDeclarations(builder: Builder, list: ts.VariableDeclarationList): void {
  const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
  for (const declaration of list.declarations) lowerDeclaration(builder, declaration, isVar);
}

function lowerDeclaration(builder: Builder, { name, initializer }: ts.VariableDeclaration, isVar: boolean): void {
  if (!initializer) return isVar ? undefined : declareEmpty(builder, name);
  if (ts.isIdentifier(name))
    builder.lower.deliver(builder, initializer, { kind: 'variable', variable: builder.variable(name), declares: !isVar });
  else builder.lower.pattern(builder, name, builder.lower.value(builder, initializer));
  closeDeclaration(builder, name);
}

/** `let x;` in a loop makes it `undefined` in every turn. */
function declareEmpty(builder: Builder, name: ts.BindingName): void {
  for (const variable of declareNames(builder, name)) builder.emit(declare(variable));
  closeDeclaration(builder, name);
}

/** The variables that `var` declares anywhere in a flow exist from its start; parameters keep their values. */
export function declareHoisted(builder: Builder, root: ts.Node): void {
  walk(root, (node) => {
    if (ts.isFunctionLike(node) && node !== root) return false;
    for (const name of hoistedBy(node)) if (!isParameter(builder.session.symbolOf(name))) declareEmpty(builder, name);
    return true;
  });
}

// ── expressions, if, return, throw, labels ─────────────────────────────────────────────────────────────────────────

function lowerExpressionStatement(builder: Builder, { expression }: ts.ExpressionStatement): void {
  const inner = unwrap(expression);
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(inner.left)) {
    const variable = builder.variableOf(inner.left);
    if (variable && !builder.isEarly(inner.left))
      return builder.lower.deliver(builder, inner.right, { kind: 'variable', variable, declares: false });
  }
  builder.lower.deliver(builder, expression, { kind: 'discard' });
}

function lowerIf(builder: Builder, { expression, thenStatement, elseStatement }: ts.IfStatement): void {
  const [yes, no, after] = lowerDecision(builder, expression);
  builder.start(yes);
  lowerStatement(builder, thenStatement);
  builder.jump(after);
  builder.start(no);
  if (elseStatement) lowerStatement(builder, elseStatement);
  builder.jump(after);
  builder.start(after);
}

function lowerReturn(builder: Builder, { expression }: ts.ReturnStatement): void {
  if (expression) builder.lower.deliver(builder, expression, { kind: 'return' });
  else builder.leaveFlow(undefined);
}

function lowerThrow(builder: Builder, expression: ts.Expression): void {
  builder.exit({ kind: 'throw', value: builder.lower.value(builder, expression) });
}

function lowerLabeled(builder: Builder, statement: ts.LabeledStatement): void {
  const [labels, body] = labelsOf(statement);
  if (ts.isIterationStatement(body, false)) return lowerStatement(builder, body);
  const after = builder.block('after');
  builder.within({ control: { kind: 'block', labels, isSwitch: false, break: after, outer: builder.control } }, () =>
    lowerStatement(builder, body),
  );
  builder.jump(after);
  builder.start(after);
}

function labelsOf(statement: ts.LabeledStatement): [labels: string[], body: ts.Statement] {
  if (!ts.isLabeledStatement(statement.statement)) return [[statement.label.text], statement.statement];
  const [labels, body] = labelsOf(statement.statement);
  return [[statement.label.text, ...labels], body];
}
