/**
 * Lowers `try`. A handler is a static edge of each block inside. A `finally` is lowered once: every way into it first
 * says where it leads (its completion), and its end goes there.
 *
 * Always: what leaves a `finally` on its own (`return`, `break`, a throw) wins over the completion.
 */
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder, FinallyControl } from './builder.js';
import { assign, code, read } from './code.js';
import { resumeCursors } from './cursors.js';
import type { Block } from './ir.js';

export function lowerTry(builder: Builder, statement: ts.TryStatement): void {
  const after = builder.block('after');
  if (statement.finallyBlock) lowerFinally(builder, statement, statement.finallyBlock, after);
  else lowerCatch(builder, statement, after);
  builder.start(after);
}

/** `try` and `catch`; what ends normally goes to `after`. */
function lowerCatch(builder: Builder, { tryBlock, catchClause }: ts.TryStatement, after: Block): void {
  if (!catchClause) return lowerBlock(builder, tryBlock, after);
  const error = builder.temporary('error');
  const handler = builder.block('catch', { param: error });
  const body = builder.block('try', { handler });
  builder.jump(body);
  builder.start(body);
  builder.within({ handler }, () => lowerBlock(builder, tryBlock, after));
  builder.start(handler);
  builder.emit(...resumeCursors(builder));
  const { variableDeclaration } = catchClause;
  if (variableDeclaration) builder.lower.pattern(builder, variableDeclaration.name, [read(error)]);
  lowerBlock(builder, catchClause.block, after);
}

function lowerBlock(builder: Builder, { statements }: ts.Block, after: Block): void {
  builder.lower.statements(builder, statements);
  builder.jump(after);
}

function lowerFinally(builder: Builder, statement: ts.TryStatement, finallyBlock: ts.Block, after: Block): void {
  const control = openFinally(builder, statement);
  const unwind = unwindInto(builder, control);
  const done = builder.block('done', { handler: unwind });
  const body = builder.block('try', { handler: unwind });
  builder.jump(body);
  builder.start(body);
  builder.within({ handler: unwind, control }, () => {
    lowerCatch(builder, statement, done);
    builder.start(done);
    builder.completeWith(control, after);
  });
  builder.start(control.entry);
  builder.lower.statements(builder, finallyBlock.statements);
  builder.exit({ kind: 'route', completion: control.completion, to: control.exits });
}

function openFinally(builder: Builder, { tryBlock, catchClause }: ts.TryStatement): FinallyControl {
  const returned = [tryBlock, catchClause].flatMap((part) => (part ? returnedIn(part) : []));
  const completion = { ...builder.temporary('completion', undefined, false), returned };
  const { handler, control: outer } = builder;
  return { kind: 'finally', entry: builder.block('finally'), completion, exits: new Set(), landings: new Map(), handler, outer };
}

/** What the statements themselves return; not what functions in them do. */
function returnedIn(root: ts.Node): ts.Expression[] {
  const found: ts.Expression[] = [];
  walk(root, (node) => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    return !ts.isFunctionLike(node);
  });
  return found;
}

/** Where an error inside goes: through the `finally`, then on. */
function unwindInto(builder: Builder, control: FinallyControl): Block {
  const error = builder.temporary('error');
  const unwind = builder.block('unwind', { param: error });
  unwind.statements.push(...resumeCursors(builder), assign(control.completion, code`{ error: ${read(error)} }`));
  unwind.exit = { kind: 'jump', to: control.entry };
  return unwind;
}
