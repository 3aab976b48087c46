/** Lowers `while`, `do`, `for` and `for…in`. Cursors are plain values, so a loop goes on after a crash where it was. */
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { code, declare, read } from './code.js';
import { hold } from './hold.js';
import { advanceBy, bindHead, enter, loopBlocks, lowerLoopBody, openHead, test } from './loop-parts.js';

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
  openHead(builder, initializer);
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

// ── for…in ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The keys are listed once, as JavaScript does; one that is gone when its turn comes is left out. */
export function lowerForIn(builder: Builder, statement: ts.ForInStatement): void {
  openHead(builder, statement.initializer);
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
