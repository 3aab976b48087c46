/** Lowers assignments in which something waits: the target is reached first, then the value is computed, then written. */
import { isAssignment, isPattern, unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { assignTo } from './assignment-patterns.js';
import { code, declare, read, text, type Code } from './code.js';
import { hold } from './hold.js';
import { referenceOperands } from './operands.js';
import { reachTarget } from './targets.js';

/** `undefined`: not an assignment. */
export function lowerAssignment(builder: Builder, expression: ts.Expression): Code | undefined {
  if (!ts.isBinaryExpression(expression) || !isAssignment(expression.operatorToken.kind)) return undefined;
  const operator = expression.operatorToken.getText();
  if (operator === '=') return plainAssignment(builder, expression);
  const target = reach(builder, expression);
  const isLogical = operator === '&&=' || operator === '||=' || operator === '??=';
  return isLogical ? logicalAssignment(builder, expression, target) : compoundAssignment(builder, expression, target);
}

function plainAssignment(builder: Builder, { left, right }: ts.BinaryExpression): Code {
  const pattern = unwrap(left);
  if (isPattern(pattern) && builder.session.hasWait(pattern)) return patternAssignment(builder, pattern, right);
  const operands = [...referenceOperands(left), { node: right, role: 'value' as const }];
  const codes = builder.lower.operands(builder, operands);
  const value = codes.get(right) ?? builder.copy(right);
  return code`${builder.copyTarget(left, codes)} = ${value}`;
}

/** Its value is the whole that was taken apart. */
function patternAssignment(builder: Builder, pattern: ts.Expression, right: ts.Expression): Code {
  const whole = hold(builder, 'whole', builder.lower.value(builder, right), right);
  assignTo(builder, { target: pattern }, [read(whole)]);
  return [read(whole)];
}

/** The target, reached: what it is reached through is in temporaries. */
interface Target {
  readonly read: Code;
  readonly write: Code;
}

function reach(builder: Builder, { left }: ts.BinaryExpression): Target {
  const codes = reachTarget(builder, left);
  return { read: builder.copy(left, codes), write: builder.copyTarget(left, codes) };
}

function compoundAssignment(builder: Builder, { operatorToken, left, right }: ts.BinaryExpression, target: Target): Code {
  const before = builder.temporary('before', left);
  builder.emit(declare(before, target.read));
  const value = builder.lower.value(builder, right);
  return code`${target.write} = ${read(before)} ${text(operatorToken.getText().slice(0, -1))} (${value})`;
}

function logicalAssignment(builder: Builder, { operatorToken, left, right }: ts.BinaryExpression, target: Target): Code {
  const result = builder.temporary('value', left);
  builder.emit(declare(result, target.read));
  const [rest, after] = [builder.block('rest'), builder.block('after')];
  const [yes, no] = operatorToken.kind === ts.SyntaxKind.BarBarEqualsToken ? [after, rest] : [rest, after];
  const isNullish = operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
  builder.test(isNullish ? code`${read(result)} == null` : [read(result)], yes, no);
  builder.start(rest);
  builder.emit(declare(result, code`${target.write} = ${builder.lower.value(builder, right)}`));
  builder.jump(after);
  builder.start(after);
  return [read(result)];
}
