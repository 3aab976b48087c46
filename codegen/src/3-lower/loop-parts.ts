/**
 * What all kinds of loops are lowered with.
 *
 * Always: `continue` leads to the place where the next turn is decided, `break` behind the loop.
 */
import { ts } from '../typescript.js';
import { assignTo } from './assignment-patterns.js';
import type { Builder } from './builder.js';
import { assign, code, read, type Code } from './code.js';
import type { Block, Variable } from './ir.js';
import { lowerTurn } from './loop-limit.js';
import { closeDeclaration, openScope } from './scopes.js';

export interface LoopBlocks {
  /** Where a turn begins. */
  readonly head: Block;
  /** Where `continue` leads. */
  readonly next: Block;
  readonly after: Block;
}

export function loopBlocks(builder: Builder, next?: Block): LoopBlocks {
  const head = builder.block('loop', { isLoopHead: true });
  return { head, next: next ?? head, after: builder.block('after') };
}

/** The body of a turn, counted if the loop is a `@loop`'s. */
export function lowerLoopBody(
  builder: Builder,
  { next, after }: LoopBlocks,
  statement: ts.IterationStatement,
  bind: () => void = () => {},
): void {
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

export function enter(builder: Builder, block: Block): void {
  builder.jump(block);
  builder.start(block);
}

/** Goes on into the turn if `condition` holds, else to `after`. */
export function test(builder: Builder, condition: Code, after: Block): void {
  const turn = builder.block('turn');
  builder.test(condition, turn, after);
  builder.start(turn);
}

export function advanceBy(index: Variable, step: Code): ReturnType<typeof assign> {
  return assign(index, code`${read(index)} + ${step}`);
}

/** Enters the scope of the names that a head declares, before what it iterates or begins with is evaluated. */
export function openHead(builder: Builder, initializer: ts.ForInitializer | undefined): void {
  if (initializer) openScope(builder, [initializer]);
}

/** Gives the head's names or target the value of this turn. */
export function bindHead(builder: Builder, { initializer }: ts.ForInOrOfStatement, value: Code): void {
  if (!ts.isVariableDeclarationList(initializer)) {
    if (builder.session.hasWait(initializer)) return assignTo(builder, { target: initializer }, value);
    builder.emit({ kind: 'run', code: code`(${builder.copyTarget(initializer)} = ${value});`, kills: [] });
    return;
  }
  const [declaration] = initializer.declarations;
  if (!declaration) return;
  builder.lower.pattern(builder, declaration.name, value);
  closeDeclaration(builder, declaration.name);
}
