/** Lowers `switch`: the tests in order, then the clauses one after the other, so that falling through goes on. */
import { syntaxNotSupported } from '../diagnostics/index.js';
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { caseBlock } from './branches.js';
import type { Builder } from './builder.js';
import { code, declare, read, type Code } from './code.js';
import type { Block, Variable } from './ir.js';

/** A clause, and the block where its statements begin. */
interface Clause {
  readonly clause: ts.CaseOrDefaultClause;
  readonly body: Block;
}

export function lowerSwitch(builder: Builder, statement: ts.SwitchStatement): void {
  const subject = builder.temporary('subject', statement.expression);
  builder.emit(declare(subject, builder.lower.value(builder, statement.expression)));
  const { clauses } = statement.caseBlock;
  refuseSharedNames(builder, clauses);
  const bodies = clauses.map((clause, index) => ({ clause, body: caseBlock(builder, statement, labelOf(clause, index)) }));
  const after = builder.block('after');
  lowerTests(builder, subject, bodies, after);
  const control = { kind: 'block', labels: [], isSwitch: true, break: after, outer: builder.control } as const;
  builder.within({ control }, () => lowerClauses(builder, bodies));
  builder.jump(after);
  builder.start(after);
}

/** JavaScript throws where a clause uses a name whose declaration, in another clause, was jumped over; a frame cannot. */
function refuseSharedNames(builder: Builder, clauses: readonly ts.CaseOrDefaultClause[]): void {
  for (const clause of clauses) {
    for (const name of clause.statements.flatMap(declaredNames)) {
      const symbol = builder.session.symbolOf(name);
      const isShared = clauses.some((other) => other !== clause && mentions(builder, other, symbol));
      if (isShared)
        builder.session.diagnostics.add(syntaxNotSupported(name, { what: 'A variable that several clauses of a `switch` use' }));
    }
  }
}

function declaredNames(statement: ts.Statement): ts.Identifier[] {
  const isLexical = ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.BlockScoped) !== 0;
  return isLexical ? statement.declarationList.declarations.flatMap(({ name }) => boundNames(name)) : [];
}

function boundNames(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

function mentions(builder: Builder, clause: ts.Node, symbol: ts.Symbol | undefined): boolean {
  let found = false;
  walk(clause, (node) => {
    found ||= symbol !== undefined && ts.isIdentifier(node) && builder.session.symbolOf(node) === symbol;
    return !found;
  });
  return found;
}

/** What a person reads: the text of a literal or of a member of an enum; names of locals must not show. */
function labelOf(clause: ts.CaseOrDefaultClause, index: number): string {
  if (ts.isDefaultClause(clause)) return 'default';
  const { expression } = clause;
  if (ts.isStringLiteralLike(expression)) return expression.text;
  return ts.isNumericLiteral(expression) || ts.isPropertyAccessExpression(expression) ? expression.getText() : `case-${index + 1}`;
}

function lowerTests(builder: Builder, subject: Variable, clauses: readonly Clause[], after: Block): void {
  let otherwise = after;
  for (const { clause, body } of clauses) {
    if (ts.isDefaultClause(clause)) otherwise = body;
    else lowerTest(builder, code`${read(subject)} === ${caseValue(builder, clause.expression)}`, body);
  }
  builder.jump(otherwise);
}

function caseValue(builder: Builder, expression: ts.Expression): Code {
  const value = builder.lower.value(builder, expression);
  return ts.isLeftHandSideExpression(expression) || value.length === 1 ? value : code`(${value})`;
}

function lowerTest(builder: Builder, test: Code, body: Block): void {
  const next = builder.block('next');
  builder.test(test, body, next);
  builder.start(next);
}

function lowerClauses(builder: Builder, clauses: readonly Clause[]): void {
  for (const { clause, body } of clauses) {
    builder.jump(body);
    builder.start(body);
    builder.lower.statements(builder, clause.statements);
  }
}
