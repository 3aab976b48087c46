/**
 * Lowers assignments to patterns in which something waits: taken apart, piece by piece, in JavaScript's order. What a
 * target is reached through comes first, then the value or its default, then the write.
 */
import { syntaxNotSupported } from '../diagnostics/index.js';
import { isAssignment, isPattern, unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { code, read, type Code } from './code.js';
import type { Variable } from './ir.js';
import { hold } from './hold.js';
import { ItemReader } from './items.js';
import { keyOf, restOf, withDefault } from './patterns.js';
import { reachTarget } from './targets.js';

/** Something that a value is assigned to, with what it gets instead of `undefined`. */
interface Element {
  readonly target: ts.Expression;
  readonly initializer?: ts.Expression | undefined;
}

/** Assigns `value` to a target that may be a pattern. */
export function assignTo(builder: Builder, { target, initializer }: Element, value: Code): void {
  const inner = unwrap(target);
  if (isPattern(inner)) return assignPattern(builder, inner, withDefault(builder, value, { initializer, origin: inner }));
  const codes = reachTarget(builder, inner);
  const assigned = withDefault(builder, value, { initializer, origin: inner });
  const variable = ts.isIdentifier(inner) ? builder.variableOf(inner) : undefined;
  const kills = variable ? [variable] : [];
  builder.emit({ kind: 'run', code: code`${builder.copyTarget(inner, codes)} = ${assigned};`, kills });
}

function assignPattern(builder: Builder, pattern: ts.ArrayLiteralExpression | ts.ObjectLiteralExpression, value: Code): void {
  const whole = hold(builder, 'whole', value, pattern);
  if (ts.isArrayLiteralExpression(pattern)) return assignItems(builder, pattern, whole);
  // Reading a property of `undefined` throws; a pattern must throw as well when it names none.
  builder.emit({ kind: 'run', code: code`({} = ${read(whole)});`, kills: [] });
  const taken: Code[] = [];
  for (const property of pattern.properties) assignProperty(builder, property, whole, taken);
}

function assignItems(builder: Builder, pattern: ts.ArrayLiteralExpression, whole: Variable): void {
  const { checker, diagnostics } = builder.session;
  if (!checker.isArrayLikeType(checker.getTypeOfAssignmentPattern(pattern)))
    diagnostics.add(syntaxNotSupported(pattern, { what: 'A wait in a pattern over something other than an array' }));
  const items = new ItemReader(builder, whole, pattern.elements);
  for (const [index, element] of pattern.elements.entries()) {
    if (ts.isOmittedExpression(element)) continue;
    if (ts.isSpreadElement(element)) assignTo(builder, { target: element.expression }, items.rest(index));
    else assignTo(builder, elementOf(element), items.item(index));
  }
}

function assignProperty(builder: Builder, property: ts.ObjectLiteralElementLike, whole: Variable, taken: Code[]): void {
  if (ts.isSpreadAssignment(property)) return assignTo(builder, { target: property.expression }, restOf(whole, taken));
  if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) return;
  const key = keyOf(builder, property.name);
  taken.push(key);
  assignTo(builder, elementOfProperty(property), code`${read(whole)}[${key}]`);
}

function elementOfProperty(property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): Element {
  if (ts.isPropertyAssignment(property)) return elementOf(property.initializer);
  return { target: property.name, initializer: property.objectAssignmentInitializer };
}

/** `target = initializer`, or a target alone. */
function elementOf(expression: ts.Expression): Element {
  const isWithDefault = ts.isBinaryExpression(expression) && isAssignment(expression.operatorToken.kind);
  return isWithDefault ? { target: expression.left, initializer: expression.right } : { target: expression };
}
