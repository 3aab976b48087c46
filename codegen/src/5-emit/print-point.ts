/**
 * Prints a point: a method of the code object that runs the author's code up to the next jump.
 *
 * Always: every way through the method returns or throws.
 */
import {
  code,
  codesOf,
  declare,
  onlyRead,
  originOf,
  variablesOf,
  variablesIn,
  type Block,
  type Code,
  type Entered,
  type Layout,
  type Origin,
  type Place,
  type PointIr,
  type Statement,
  type Variable,
} from '../3-lower/index.js';
import { quote } from './literals.js';
import { printCode, printGo, printStatement, variableText, type PrintScope } from './print-code.js';
import type { TextWriter } from './text-writer.js';

export function printPoint(point: PointIr, layout: Layout, writer: TextWriter): void {
  const scope = scopeOf(point, layout, writer);
  writer.addHead(`${quote(point.id)}(${parametersOf(point.root, scope)}) {`, firstOrigin(point));
  if (point.error) writer.add(` // error: ${layout.idOf(point.error)}`);
  writer.break();
  writer.indented(() => {
    printHoisted(point, scope);
    printParameter(point.root, scope);
    printBlock(point.root, scope);
  });
  writer.line('},');
}

/** Where the first of its code comes from. */
function firstOrigin({ blocks }: PointIr): Origin | undefined {
  const parts = blocks.flatMap((block) => codesOf(block).flat());
  return parts.flatMap((part) => ('at' in part && part.at ? [part.at] : []))[0] ?? blocks.flatMap(({ exit }) => waitOrigin(exit) ?? [])[0];
}

function waitOrigin(exit: Block['exit']): Origin | undefined {
  return exit.kind === 'jump' && exit.to.kind === 'wait' ? originOf(exit.to.origin) : undefined;
}

function scopeOf(point: PointIr, layout: Layout, writer: TextWriter): PrintScope {
  const inFrame = (variable: Variable): boolean => layout.slotOf(variable) !== undefined;
  const hoisted = hoistedIn(point, inFrame);
  const mentioned = new Set(point.blocks.flatMap((block) => codesOf(block).flatMap(variablesOf)));
  return {
    layout,
    writer,
    isLocal: (variable) => !inFrame(variable),
    isHoisted: (variable) => hoisted.has(variable),
    isUsed: (variable) => inFrame(variable) || mentioned.has(variable),
  };
}

/** Locals that do not get their first value in exactly one place of their own. */
function hoistedIn({ root, blocks }: PointIr, inFrame: (variable: Variable) => boolean): ReadonlySet<Variable> {
  const declared = new Map<Variable, number>();
  const add = (variable: Variable, count = 1): void => void declared.set(variable, (declared.get(variable) ?? 0) + count);
  for (const block of blocks) {
    if (block.param) add(block.param);
    for (const statement of block.statements) if (statement.kind === 'declare') for (const variable of statement.variables) add(variable);
  }
  const shared = blocks.flatMap(({ statements }) => statements.flatMap((statement) => withoutOwnPlace(statement, declared, inFrame)));
  for (const variable of shared) add(variable, 2);
  const locals = [...new Set(variablesIn({ root, blocks, id: '' }))].filter((variable) => !inFrame(variable));
  return new Set(locals.filter((variable) => declared.get(variable) !== 1));
}

/** The names of a pattern that cannot be declared where it stands, because one of them cannot. */
function withoutOwnPlace(
  statement: Statement,
  declared: ReadonlyMap<Variable, number>,
  inFrame: (variable: Variable) => boolean,
): readonly Variable[] {
  if (statement.kind === 'run') return [];
  const isWhole = statement.variables.every((variable) => !inFrame(variable) && declared.get(variable) === 1);
  return isWhole ? [] : statement.variables;
}

function printHoisted(point: PointIr, scope: PrintScope): void {
  const isDeclaredHere = (variable: Variable): boolean =>
    variable !== point.root.param && scope.isLocal(variable) && scope.isHoisted(variable);
  const names = [...new Set(variablesIn(point))].filter(isDeclaredHere);
  if (names.length > 0) scope.writer.line(`let ${names.map((variable) => scope.layout.names.of(variable)).join(', ')};`);
}

// ── parameters ─────────────────────────────────────────────────────────────────────────────────────────────────────

function parametersOf({ param }: Block, scope: PrintScope): string {
  const { frame } = scope.layout.names;
  return param && scope.isUsed(param) ? `${frame}, ${scope.isLocal(param) ? scope.layout.names.of(param) : valueName(scope)}` : frame;
}

function valueName({ layout }: PrintScope): string {
  return layout.names.words.unused('value');
}

function printParameter({ param }: Block, scope: PrintScope): void {
  if (param && !scope.isLocal(param)) scope.writer.line(`${variableText(param, scope)} = ${valueName(scope)};`);
}

// ── blocks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function printBlock(block: Block, scope: PrintScope): void {
  for (const statement of block.statements) {
    printEntry(statement, scope);
    if (isEmpty(statement)) continue;
    printStatement(statement, scope);
    scope.writer.break();
  }
  printExit(block, scope);
}

/** The begin of an inlined flow is a place of its own for breakpoints: that of the call. */
function printEntry({ entered }: Entered, { writer }: PrintScope): void {
  if (entered) writer.add('', entered);
}

function isEmpty(statement: Statement): boolean {
  return statement.kind === 'run' && statement.code.every((part) => part.kind === 'text' && part.text.trim() === '');
}

function printExit({ exit }: Block, scope: PrintScope): void {
  const { writer, layout } = scope;
  if (exit.kind === 'jump' && !isPrintedHere(exit.to, layout)) return printGoLine(exit, scope, waitOrigin(exit));
  printEntry(exit, scope);
  if (exit.kind === 'throw') {
    writer.add('throw ');
    printCode(exit.value, scope);
    writer.line(';');
  } else if (exit.kind === 'jump' && isPrintedHere(exit.to, layout)) printInside(exit.to, exit.value, scope);
  else if (exit.kind === 'if') printTest(exit, scope);
  else if (exit.kind === 'route') printRoute(exit.completion, scope);
}

function isPrintedHere(place: Place, layout: Layout): place is Block {
  return place.kind === 'block' && layout.isInside(place);
}

function printGoLine(jump: Parameters<typeof printGo>[0], scope: PrintScope, at?: Origin): void {
  printGo(jump, scope, at);
  scope.writer.break();
}

/** Goes on with a block that is printed here; the value that it is jumped to with becomes its parameter. */
function printInside(block: Block, value: Code | undefined, scope: PrintScope): void {
  const { param } = block;
  if (param && scope.isUsed(param)) printStatement(declare(param, value ?? code`undefined`), scope);
  else if (value && !onlyRead(value)) printCode(code`${value};`, scope);
  if (scope.writer.isInLine) scope.writer.break();
  printBlock(block, scope);
}

function printTest(exit: Extract<Block['exit'], { kind: 'if' }>, scope: PrintScope): void {
  const { layout, writer } = scope;
  const isNegated = layout.isInside(exit.then) && !layout.isInside(exit.else);
  const [first, second] = isNegated ? [exit.else, exit.then] : [exit.then, exit.else];
  const isPlain = onlyRead(exit.test) !== undefined;
  writer.add(isNegated ? (isPlain ? 'if (!' : 'if (!(') : 'if (');
  printCode(exit.test, scope);
  writer.add(isNegated && !isPlain ? ')) ' : ') ');
  if (!layout.isInside(first)) printGoLine({ to: first }, scope);
  else {
    writer.line('{');
    writer.indented(() => printInside(first, undefined, scope));
    writer.line('}');
  }
  if (layout.isInside(second)) printInside(second, undefined, scope);
  else printGoLine({ to: second }, scope);
}

/** The end of a `finally`: goes on with what led into it. */
function printRoute(completion: Variable, scope: PrintScope): void {
  const text = variableText(completion, scope);
  scope.writer.line(`if ('error' in ${text}) throw ${text}.error;`);
  scope.writer.line(`return ${scope.layout.names.go}(${text}.to, ${text}.value);`);
}
