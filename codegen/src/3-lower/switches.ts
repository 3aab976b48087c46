/** Lowers `switch`: the tests in order, then the clauses one after the other, so that falling through goes on. */
import { ts } from '../typescript.js';
import { caseBlock } from './branches.js';
import type { Builder } from './builder.js';
import { code, declare, onlyRead, read, type Code } from './code.js';
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
  const lowerClause = builder.lower.clauses(builder, clauses);
  const bodies = clauses.map((clause, index) => ({ clause, body: caseBlock(builder, statement, labelOf(clause, index)) }));
  const after = builder.block('after');
  lowerTests(builder, subject, bodies, after);
  const control = { kind: 'block', labels: [], isSwitch: true, break: after, outer: builder.control } as const;
  builder.within({ control }, () => {
    for (const { clause, body } of bodies) {
      builder.jump(body);
      builder.start(body);
      lowerClause(clause);
    }
  });
  builder.jump(after);
  builder.start(after);
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
  return ts.isLeftHandSideExpression(expression) || onlyRead(value) ? value : code`(${value})`;
}

function lowerTest(builder: Builder, test: Code, body: Block): void {
  const next = builder.block('next');
  builder.test(test, body, next);
  builder.start(next);
}
