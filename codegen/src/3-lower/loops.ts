/**
 * Lowers loops. Cursors are plain values (an array and an index), so a loop goes on after a crash where it was.
 *
 * Always: `continue` leads to the place where the next turn is decided, `break` behind the loop.
 */
import { iterationNotSupported } from '../diagnostics/index.js';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { assign, code, declare, read, type Code } from './code.js';
import type { Block, Variable } from './ir.js';
import { lowerTurn } from './loop-limit.js';

interface LoopBlocks {
  /** Where a turn begins. */
  readonly head: Block;
  /** Where `continue` leads. */
  readonly next: Block;
  readonly after: Block;
}

function loopBlocks(builder: Builder, next?: Block): LoopBlocks {
  const head = builder.block('loop', { isLoopHead: true });
  return { head, next: next ?? head, after: builder.block('after') };
}

/** The body of a turn, counted if the loop is a `@loop`'s. */
function lowerLoopBody(builder: Builder, { next, after }: LoopBlocks, statement: ts.IterationStatement, bind: () => void = () => {}): void {
  const control = { kind: 'loop', labels: labelsOf(statement), break: after, continue: next, outer: builder.control } as const;
  lowerTurn(builder, statement, after);
  bind();
  builder.within({ control }, () => builder.lower.statement(builder, statement.statement));
  builder.jump(next);
}

/** The labels that stand before a loop. */
function labelsOf({ parent }: ts.Node): string[] {
  return ts.isLabeledStatement(parent) ? [parent.label.text, ...labelsOf(parent)] : [];
}

function enter(builder: Builder, block: Block): void {
  builder.jump(block);
  builder.start(block);
}

/** Goes on into the turn if `condition` holds, else to `after`. */
function test(builder: Builder, condition: Code, after: Block): void {
  const turn = builder.block('turn');
  builder.test(condition, turn, after);
  builder.start(turn);
}

export function lowerWhile(builder: Builder, statement: ts.WhileStatement): void {
  const blocks = loopBlocks(builder);
  enter(builder, blocks.head);
  test(builder, builder.lower.value(builder, statement.expression), blocks.after);
  lowerLoopBody(builder, blocks, statement);
  builder.start(blocks.after);
}

export function lowerDo(builder: Builder, statement: ts.DoStatement): void {
  const blocks = loopBlocks(builder, builder.block('next'));
  enter(builder, blocks.head);
  lowerLoopBody(builder, blocks, statement);
  builder.start(blocks.next);
  builder.test(builder.lower.value(builder, statement.expression), blocks.head, blocks.after);
  builder.start(blocks.after);
}

export function lowerFor(builder: Builder, statement: ts.ForStatement): void {
  const { initializer, condition, incrementor } = statement;
  if (initializer && ts.isVariableDeclarationList(initializer)) builder.lower.declarations(builder, initializer);
  else if (initializer) builder.lower.deliver(builder, initializer, { kind: 'discard' });
  const blocks = loopBlocks(builder, builder.block('next'));
  enter(builder, blocks.head);
  if (condition) test(builder, builder.lower.value(builder, condition), blocks.after);
  lowerLoopBody(builder, blocks, statement);
  builder.start(blocks.next);
  if (incrementor) builder.lower.deliver(builder, incrementor, { kind: 'discard' });
  builder.jump(blocks.head);
  builder.start(blocks.after);
}

// ── for…of ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export function lowerForOf(builder: Builder, statement: ts.ForOfStatement): void {
  const walksText = isText(builder, statement.expression);
  if (!walksText && !isList(builder, statement.expression)) return refuseIteration(builder, statement);
  const items = hold(builder, 'items', builder.lower.value(builder, statement.expression), statement.expression);
  const index = builder.temporary('index', undefined, false);
  builder.emit(declare(index, code`0`));
  const blocks = loopBlocks(builder);
  enter(builder, blocks.head);
  test(builder, code`${read(index)} < ${read(items)}.length`, blocks.after);
  lowerLoopBody(builder, blocks, statement, () => (walksText ? takeCharacter : takeItem)(builder, statement, items, index));
  builder.start(blocks.after);
}

function takeItem(builder: Builder, statement: ts.ForOfStatement, items: Variable, index: Variable): void {
  bindHead(builder, statement, code`${read(items)}[${read(index)}]`);
  builder.emit(advanceBy(index, code`1`));
}

/** Strings are walked by code points. */
function takeCharacter(builder: Builder, statement: ts.ForOfStatement, items: Variable, index: Variable): void {
  const character = hold(builder, 'character', code`String.fromCodePoint(${read(items)}.codePointAt(${read(index)}))`);
  builder.emit(advanceBy(index, code`${read(character)}.length`));
  bindHead(builder, statement, [read(character)]);
}

function advanceBy(index: Variable, step: Code): ReturnType<typeof assign> {
  return assign(index, code`${read(index)} + ${step}`);
}

function hold(builder: Builder, name: string, value: Code, origin?: ts.Node): Variable {
  const temporary = builder.temporary(name, origin);
  builder.emit(declare(temporary, value));
  return temporary;
}

/** Gives the head's names or target the value of this turn. */
function bindHead(builder: Builder, { initializer }: ts.ForInOrOfStatement, value: Code): void {
  if (!ts.isVariableDeclarationList(initializer)) {
    builder.emit({ kind: 'run', code: code`(${builder.copyTarget(initializer)} = ${value});`, kills: [] });
    return;
  }
  const [declaration] = initializer.declarations;
  if (declaration) builder.lower.pattern(builder, declaration.name, value);
}

function refuseIteration(builder: Builder, { expression }: ts.ForOfStatement): void {
  builder.session.diagnostics.addUnlessCovered(iterationNotSupported(expression, { type: typeText(builder, expression) }));
}

function typeText(builder: Builder, expression: ts.Expression): string {
  return builder.session.checker.typeToString(builder.session.checker.getTypeAtLocation(expression));
}

function isText(builder: Builder, expression: ts.Expression): boolean {
  const type = constrained(builder, expression);
  return (type.isUnion() ? type.types : [type]).every(({ flags }) => (flags & ts.TypeFlags.StringLike) !== 0);
}

function isList(builder: Builder, expression: ts.Expression): boolean {
  const type = constrained(builder, expression);
  return (type.isUnion() ? type.types : [type]).every((each) => isArray(builder, each) || isTypedArray(each));
}

function constrained({ session: { checker } }: Builder, expression: ts.Expression): ts.Type {
  const type = checker.getTypeAtLocation(expression);
  return checker.getBaseConstraintOfType(type) ?? type;
}

function isArray({ session: { checker } }: Builder, type: ts.Type): boolean {
  return checker.isArrayType(type) || checker.isTupleType(type);
}

const typedArrays = /^(Ui|I)nt(8|16|32)Array$|^Uint8ClampedArray$|^Float(16|32|64)Array$|^Big(Ui|I)nt64Array$|^Buffer$/;

function isTypedArray({ symbol }: ts.Type): boolean {
  return (
    symbol !== undefined &&
    typedArrays.test(symbol.name) &&
    symbol.declarations?.some((declaration) => declaration.getSourceFile().isDeclarationFile) === true
  );
}

// ── for…in ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The keys are listed once, as JavaScript does; one that is gone when its turn comes is left out. */
export function lowerForIn(builder: Builder, statement: ts.ForInStatement): void {
  const object = hold(builder, 'object', builder.lower.value(builder, statement.expression), statement.expression);
  const keys = builder.temporary('keys');
  builder.emit(declare(keys, code`((keys) => { for (const key in ${read(object)}) keys.push(key); return keys; })([])`));
  const index = builder.temporary('index', undefined, false);
  builder.emit(declare(index, code`0`));
  const blocks = loopBlocks(builder);
  enter(builder, blocks.head);
  test(builder, code`${read(index)} < ${read(keys)}.length`, blocks.after);
  const key = hold(builder, 'key', code`${read(keys)}[${read(index)}]`);
  builder.emit(advanceBy(index, code`1`));
  const present = builder.block('present');
  builder.test(code`${read(key)} in Object(${read(object)})`, present, blocks.head);
  builder.start(present);
  lowerLoopBody(builder, blocks, statement, () => bindHead(builder, statement, [read(key)]));
  builder.start(blocks.after);
}
