/** Counts the turns of a `@loop`: the counter is a live value, so it survives a crash like any other. */
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { assign, code, read, text, type Code } from './code.js';
import type { Block } from './ir.js';

/** Begins a turn: marks it and checks the limit, if the statement is the loop of a `@loop`. */
export function lowerTurn(builder: Builder, statement: ts.IterationStatement, after: Block): void {
  const { flow } = builder.activation;
  if (flow.kind !== 'loop' || loopParent(statement) !== flow.method.body) return;
  const limit = flow.loop?.maxIterations;
  const turn = builder.block('iteration', { mark: { kind: 'loop', label: builder.session.graphName(flow.name) }, origin: statement });
  if (limit === undefined) builder.jump(turn);
  else checkLimit(builder, limit, turn, after);
  builder.start(turn);
}

/** What holds the loop; labels do not count. */
function loopParent({ parent }: ts.Node): ts.Node {
  return ts.isLabeledStatement(parent) ? loopParent(parent) : parent;
}

function checkLimit(builder: Builder, limit: number, turn: Block, after: Block): void {
  const { flow, counter } = builder.activation;
  if (!counter) return builder.jump(turn);
  const over = builder.block('limit');
  builder.test(code`${read(counter)} < ${text(String(limit))}`, turn, flow.loop?.onMax === 'exit' ? after : over);
  turn.statements.push(assign(counter, code`${read(counter)} + 1`));
  builder.start(over);
  if (flow.loop?.onMax !== 'exit') builder.exit({ kind: 'throw', value: limitError(builder, builder.session.graphName(flow.name), limit) });
}

function limitError(builder: Builder, loop: string, limit: number): Code {
  const name = builder.session.moduleNames.core('LoopLimitError');
  return code`new ${{ kind: 'module', name } as const}(${text(`'${loop}'`)}, ${text(String(limit))})`;
}
