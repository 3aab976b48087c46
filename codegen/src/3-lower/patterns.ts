/**
 * Lowers declarations: plain names, patterns, and patterns whose defaults or computed keys wait (those are taken apart,
 * piece by piece, in JavaScript's order).
 */
import { syntaxNotSupported } from '../diagnostics/index.js';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { code, declare, read, text, type Code } from './code.js';
import type { Variable } from './ir.js';
import { hold } from './hold.js';
import { ItemReader } from './items.js';

/** Gives the names of a pattern their values. */
export function lowerPattern(builder: Builder, name: ts.BindingName, value: Code): void {
  if (ts.isIdentifier(name)) return builder.emit(declare(builder.variable(name), value));
  if (builder.session.hasWait(name)) return takeApart(builder, name, value);
  const variables = declareNames(builder, name);
  const keyword = variables.every(({ constant }) => constant) ? 'const' : 'let';
  builder.emit({ kind: 'declare', pattern: builder.copyTarget(name), variables, keyword, value });
}

/** The variables of a pattern, in order. */
export function declareNames(builder: Builder, name: ts.BindingName): Variable[] {
  if (ts.isIdentifier(name)) return [builder.variable(name)];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : declareNames(builder, element.name)));
}

/** Binds the parameters of a flow or lane to the array of its arguments. */
export function lowerParameters(builder: Builder, parameters: readonly ts.ParameterDeclaration[], values: Code): void {
  if (parameters.length === 0) return;
  if (parameters.some((parameter) => builder.session.hasWait(parameter))) return takeParametersApart(builder, parameters, values);
  const variables = parameters.flatMap(({ name }) => declareNames(builder, name));
  const patterns = parameters.map((parameter) => parameterPattern(builder, parameter));
  const keyword = variables.every(({ constant }) => constant) ? 'const' : 'let';
  const pattern = code`[${patterns.flatMap((each, index) => (index === 0 ? each : [text(', '), ...each]))}]`;
  builder.emit({ kind: 'declare', pattern, variables, keyword, value: values });
}

function parameterPattern(builder: Builder, { name, initializer, dotDotDotToken }: ts.ParameterDeclaration): Code {
  const target = builder.copyTarget(name);
  if (dotDotDotToken) return code`...${target}`;
  return initializer ? code`${target} = ${builder.copy(initializer)}` : target;
}

function takeParametersApart(builder: Builder, parameters: readonly ts.ParameterDeclaration[], values: Code): void {
  const list = hold(builder, 'arguments', values);
  for (const [index, parameter] of parameters.entries()) {
    const { name, dotDotDotToken } = parameter;
    const value = dotDotDotToken ? code`${read(list)}.slice(${text(String(index))})` : code`${read(list)}[${text(String(index))}]`;
    lowerPattern(builder, name, withDefault(builder, value, { initializer: parameter.initializer, origin: parameter }));
  }
}

function takeApart(builder: Builder, pattern: ts.BindingPattern, value: Code): void {
  const whole = hold(builder, 'whole', value, pattern);
  if (ts.isArrayBindingPattern(pattern)) return takeArrayApart(builder, pattern, whole);
  // Reading a property of `undefined` throws; a pattern must throw as well when it names none.
  builder.emit({ kind: 'run', code: code`({} = ${read(whole)});`, kills: [] });
  const taken: Code[] = [];
  for (const element of pattern.elements) takeProperty(builder, element, whole, taken);
}

function takeProperty(builder: Builder, element: ts.BindingElement, whole: Variable, taken: Code[]): void {
  const { initializer, name, propertyName } = element;
  if (element.dotDotDotToken) return lowerPattern(builder, name, restOf(whole, taken));
  const key = keyOf(builder, propertyName ?? (name as ts.Identifier));
  taken.push(key);
  lowerPattern(builder, name, withDefault(builder, code`${read(whole)}[${key}]`, { initializer, origin: element }));
}

/** The key of a property, as an expression; a computed one is evaluated now. */
export function keyOf(builder: Builder, name: ts.PropertyName): Code {
  if (ts.isIdentifier(name)) return [text(JSON.stringify(name.text))];
  if (!ts.isComputedPropertyName(name)) return [text(name.getText())];
  return [read(hold(builder, 'key', builder.lower.value(builder, name.expression)))];
}

/** The properties that were not taken. */
export function restOf(whole: Variable, taken: readonly Code[]): Code {
  const omitted = taken.flatMap((key, index) => code`[${key}]: ${text(`$${index}`)}, `);
  return code`(({ ${omitted}...$rest }) => $rest)(${read(whole)})`;
}

function takeArrayApart(builder: Builder, pattern: ts.ArrayBindingPattern, whole: Variable): void {
  const type = builder.session.checker.getTypeAtLocation(pattern);
  if (!builder.session.checker.isArrayLikeType(type))
    builder.session.diagnostics.add(syntaxNotSupported(pattern, { what: 'A wait in a pattern over something other than an array' }));
  const items = new ItemReader(builder, whole, pattern.elements);
  for (const [index, element] of pattern.elements.entries()) {
    if (ts.isOmittedExpression(element)) continue;
    const value = element.dotDotDotToken ? items.rest(index) : items.item(index);
    lowerPattern(builder, element.name, withDefault(builder, value, { initializer: element.initializer, origin: element }));
  }
}

interface Default {
  readonly initializer: ts.Expression | undefined;
  /** What the value is of the type of. */
  readonly origin: ts.Node;
}

/** `value`, or the default if it is `undefined`. */
export function withDefault(builder: Builder, value: Code, { initializer, origin }: Default): Code {
  if (!initializer) return value;
  const result = builder.temporary('value', origin);
  builder.emit(declare(result, value));
  const [missing, after] = [builder.block('missing'), builder.block('after')];
  builder.test(code`${read(result)} === undefined`, missing, after);
  builder.start(missing);
  builder.lower.deliver(builder, initializer, { kind: 'variable', variable: result, declares: true });
  builder.jump(after);
  builder.start(after);
  return [read(result)];
}
