/** The lanes of a join over a list: one function that makes a lane of an item. */
import { isAsync } from '../2-analyze/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder, Operand } from './builder.js';
import { code, declare, joinCode, text, type Code } from './code.js';
import { beginFunction, laneStart, type Codes, type LaneStart } from './lane-starts.js';
import { namesOf } from './early-uses.js';

interface EachLane {
  readonly node: ts.CallExpression;
  readonly mapper: ts.ArrowFunction;
}

/** Its value is the list of what all lanes are handed. */
export function eachStart(builder: Builder, { node, mapper }: EachLane): LaneStart {
  const receiver = (unwrap(node.expression) as ts.PropertyAccessExpression).expression;
  const operands: Operand[] = [{ node: receiver, role: 'receiver' }];
  const lane = laneExpression(mapper);
  const own = isAsync(mapper) || !lane ? functionLane(builder, receiver, mapper) : expressionLane(builder, { node, mapper }, lane);
  return { operands, early: operands.length, isFlat: true, ...own };
}

/** The expression that a mapper returns, if it is all that it holds. */
export function laneExpression({ body }: ts.ArrowFunction): ts.Expression | undefined {
  if (!ts.isBlock(body)) return body;
  const [statement] = body.statements;
  return body.statements.length === 1 && statement && ts.isReturnStatement(statement) ? statement.expression : undefined;
}

type Own = Pick<LaneStart, 'handed' | 'begin' | 'node'>;

// ── `async (item) => { … }` ────────────────────────────────────────────────────────────────────────────────────────

function functionLane(builder: Builder, receiver: ts.Expression, mapper: ts.ArrowFunction): Own {
  return {
    handed: (codes) => code`${receiverCode(builder, receiver, codes)}.map(${text(passParameters(mapper))})`,
    begin: (lane, handed) => beginFunction(lane, mapper, handed),
  };
}

function receiverCode(builder: Builder, receiver: ts.Expression, codes: Codes): Code {
  const value = codes.get(receiver) ?? builder.copy(receiver);
  return value.length === 1 || ts.isLeftHandSideExpression(receiver) ? value : code`(${value})`;
}

const mapArguments = ['item', 'index', 'list'];

/** A lane whose function binds its parameters when it starts gets them as `map` passes them. */
function passParameters({ parameters }: ts.ArrowFunction): string {
  const hasRest = parameters.some(({ dotDotDotToken }) => dotDotDotToken !== undefined);
  const names = mapArguments.slice(0, hasRest ? mapArguments.length : parameters.length).join(', ');
  return `(${names}) => [${names}]`;
}

// ── `(item) => this.load(item)` ────────────────────────────────────────────────────────────────────────────────────

/** What the lane is given is evaluated by the mapper; names of its parameters that functions in it use go along. */
function expressionLane(builder: Builder, { node, mapper }: EachLane, expression: ts.Expression): Own {
  const start = laneStart(builder, expression);
  const names = namesUsedInside(builder, mapper, expression);
  const handed = (codes: Codes): Code => {
    const value = start.handed(codes);
    const item = names.length > 0 ? code`[${joinCode([value, ...names.map((name) => [text(name.text)])])}]` : value;
    return builder.copy(node, new Map([...codes, [expression, item]]));
  };
  if (names.length === 0) return { handed, begin: start.begin, ...(start.node && { node: start.node }) };
  return {
    handed,
    begin(lane, all) {
      for (const [index, name] of names.entries()) lane.emit(declare(lane.variable(name), code`${all}[${text(String(index + 1))}]`));
      start.begin(lane, code`${all}[0]`);
    },
  };
}

/** Names that the parameters declare and lanes inside read: those run when the mapper has ended. */
function namesUsedInside({ session }: Builder, { parameters }: ts.ArrowFunction, expression: ts.Expression): ts.Identifier[] {
  const used = new Set<ts.Symbol | undefined>();
  walk(expression, (node) => {
    if (!ts.isArrowFunction(node) || !isAsync(node)) return;
    walk(node, (inner) => void (ts.isIdentifier(inner) && used.add(session.symbolOf(inner))));
  });
  return parameters.flatMap(({ name }) => namesOf(name)).filter((name) => used.has(session.symbolOf(name)));
}
