/** What methods are called on: something absent must fail before the arguments of the call are waited for. */
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { code, text, type Code } from './code.js';

/** JavaScript reads a method before its arguments: with no receiver it throws before any of them is waited for. */
export function probe(builder: Builder, receiver: ts.Expression, value: Code): void {
  if (!mayBeNullish(builder, receiver)) return;
  const { parent } = outermost(receiver);
  const member = ts.isPropertyAccessExpression(parent) ? `.${parent.name.text}` : '[0]';
  builder.emit({ kind: 'run', code: code`${value} ?? ${value}${text(member)};`, kills: [] });
}

/** Whether an expression can be `null` or `undefined`, whatever assertions say. Types tell under `strictNullChecks` alone. */
export function mayBeNullish({ session: { checker } }: Builder, expression: ts.Expression): boolean {
  const inner = unwrap(expression);
  const nothing = checker.getNullType();
  if (checker.getNonNullableType(nothing) === nothing) return inner.kind !== ts.SyntaxKind.ThisKeyword;
  const type = checker.getTypeAtLocation(inner);
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 || checker.getNonNullableType(type) !== type;
}

/** The expression with the parentheses and assertions around it. */
function outermost(expression: ts.Expression): ts.Expression {
  const { parent } = expression;
  return ts.isExpression(parent) && unwrap(parent) === unwrap(expression) ? outermost(parent) : expression;
}
