/**
 * Lowers `for…of`: over arrays, typed arrays and strings with an index, over a `Map` or a `Set` with a cursor. What is
 * iterated is found by its type; `entries()`, `keys()` and `values()` are taken where they are written in the head.
 *
 * Always: a change of what is iterated shows in later turns as JavaScript has it.
 */
import { iterationNotSupported } from '../diagnostics/index.js';
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { code, declare, read, type Code } from './code.js';
import { nextEntry, openCursor } from './cursors.js';
import type { Variable } from './ir.js';
import { hold } from './hold.js';
import { advanceBy, bindHead, enter, loopBlocks, lowerLoopBody, openHead, test } from './loop-parts.js';

/** What a turn gets of an entry. */
type Part = 'entries' | 'keys' | 'values';

/** What is iterated: a value, and which part of its entries. */
interface Iterated {
  readonly source: ts.Expression;
  readonly kind: 'text' | 'list' | 'map' | 'set';
  readonly part: Part;
}

export function lowerForOf(builder: Builder, statement: ts.ForOfStatement): void {
  const iterated = iteratedBy(builder, statement.expression);
  if (!iterated) return refuseIteration(builder, statement);
  openHead(builder, statement.initializer);
  const items = hold(builder, 'items', builder.lower.value(builder, iterated.source), iterated.source);
  if (iterated.kind === 'map' || iterated.kind === 'set') lowerEntries(builder, statement, items, iterated);
  else lowerIndexed(builder, statement, items, iterated);
}

function iteratedBy(builder: Builder, expression: ts.Expression): Iterated | undefined {
  const kind = kindOf(builder, expression);
  if (kind) return { source: expression, kind, part: kind === 'map' ? 'entries' : 'values' };
  const call = unwrap(expression);
  const callee = ts.isCallExpression(call) && call.arguments.length === 0 ? unwrap(call.expression) : undefined;
  if (!callee || !ts.isPropertyAccessExpression(callee) || callee.questionDotToken) return undefined;
  const part = parts.find((each) => each === callee.name.text);
  const receiver = part && kindOf(builder, callee.expression);
  return receiver && receiver !== 'text' ? { source: callee.expression, kind: receiver, part } : undefined;
}

const parts: readonly Part[] = ['entries', 'keys', 'values'];

// ── with an index ──────────────────────────────────────────────────────────────────────────────────────────────────

function lowerIndexed(builder: Builder, statement: ts.ForOfStatement, items: Variable, { kind, part }: Iterated): void {
  const index = builder.temporary('index', undefined, false);
  builder.emit(declare(index, code`0`));
  const blocks = loopBlocks(builder);
  enter(builder, blocks.head);
  test(builder, code`${read(index)} < ${read(items)}.length`, blocks.after);
  lowerLoopBody(builder, blocks, statement, () =>
    kind === 'text' ? takeCharacter(builder, statement, items, index) : takeItem(builder, statement, itemOf(items, index, part), index),
  );
  builder.start(blocks.after);
}

function itemOf(items: Variable, index: Variable, part: Part): Code {
  const item = code`${read(items)}[${read(index)}]`;
  if (part === 'values') return item;
  return part === 'keys' ? [read(index)] : code`[${read(index)}, ${item}]`;
}

function takeItem(builder: Builder, statement: ts.ForOfStatement, item: Code, index: Variable): void {
  bindHead(builder, statement, item);
  builder.emit(advanceBy(index, code`1`));
}

/** Strings are walked by code points. */
function takeCharacter(builder: Builder, statement: ts.ForOfStatement, items: Variable, index: Variable): void {
  const character = hold(builder, 'character', code`String.fromCodePoint(${read(items)}.codePointAt(${read(index)}))`);
  builder.emit(advanceBy(index, code`${read(character)}.length`));
  bindHead(builder, statement, [read(character)]);
}

// ── with a cursor ──────────────────────────────────────────────────────────────────────────────────────────────────

function lowerEntries(builder: Builder, statement: ts.ForOfStatement, items: Variable, iterated: Iterated): void {
  const cursor = openCursor(builder, items);
  const outer = builder.cursors;
  builder.cursors = [...outer, cursor];
  const blocks = loopBlocks(builder);
  enter(builder, blocks.head);
  const entry = hold(builder, 'entry', nextEntry(builder, cursor));
  test(builder, code`${read(entry)} !== undefined`, blocks.after);
  lowerLoopBody(builder, blocks, statement, () => bindHead(builder, statement, partOf(entry, iterated)));
  builder.cursors = outer;
  builder.start(blocks.after);
}

/** A set has its members as keys and values. */
function partOf(entry: Variable, { part }: Iterated): Code {
  if (part === 'entries') return [read(entry)];
  return part === 'keys' ? code`${read(entry)}[0]` : code`${read(entry)}[1]`;
}

// ── types ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function refuseIteration(builder: Builder, { expression }: ts.ForOfStatement): void {
  builder.session.diagnostics.addUnlessCovered(iterationNotSupported(expression, { type: typeText(builder, expression) }));
}

function typeText(builder: Builder, expression: ts.Expression): string {
  return builder.session.checker.typeToString(builder.session.checker.getTypeAtLocation(expression));
}

/** `undefined`: it is none of these, or not always the same one. */
function kindOf(builder: Builder, expression: ts.Expression): Iterated['kind'] | undefined {
  const type = constrained(builder, expression);
  const kinds = new Set((type.isUnion() ? type.types : [type]).map((each) => kindOfType(builder, each)));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

function kindOfType({ session: { checker } }: Builder, type: ts.Type): Iterated['kind'] | undefined {
  if ((type.flags & ts.TypeFlags.StringLike) !== 0) return 'text';
  if (checker.isArrayType(type) || checker.isTupleType(type)) return 'list';
  const isBuiltIn = type.symbol?.declarations?.some((declaration) => declaration.getSourceFile().isDeclarationFile) === true;
  return isBuiltIn ? builtIns.find(([names]) => names.test(type.symbol.name))?.[1] : undefined;
}

const builtIns: readonly (readonly [names: RegExp, kind: Iterated['kind']])[] = [
  [/^(Ui|I)nt(8|16|32)Array$|^Uint8ClampedArray$|^Float(16|32|64)Array$|^Big(Ui|I)nt64Array$|^Buffer$/, 'list'],
  [/^(Readonly)?Map$/, 'map'],
  [/^(Readonly)?Set$/, 'set'],
];

function constrained({ session: { checker } }: Builder, expression: ts.Expression): ts.Type {
  const type = checker.getTypeAtLocation(expression);
  return checker.getBaseConstraintOfType(type) ?? type;
}
