/**
 * Lowers joins: a fork node with its lanes. The arguments of all lanes are evaluated first, in the order written; each
 * lane then runs on a frame of its own, with copies of what it reads of the surrounding one.
 */
import { joinOptionsUnknown, laneArgumentWaits, laneNotDurable } from '../diagnostics/index.js';
import { isAsync, laneFunction, lanesOf, type DurableCall, type LaneModel, type LanesModel } from '../2-analyze/index.js';
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { JoinMode } from '@waystone/core/graph';
import { Builder, newBlock, type Activation, type Destination, type Operand } from './builder.js';
import { code, joinCode, text, read, type Code } from './code.js';
import { activationOf, lowerBody } from './flows.js';
import type { Block, LaneIr, Place } from './ir.js';
import { listOperands } from './operands.js';
import { parkAtSignal, parkAtSleep } from './parking.js';

type Call = Extract<DurableCall, { kind: 'join' }>;
type Shaped = Exclude<LanesModel, { shape: 'unknown' }>;

export function lowerJoin(builder: Builder, { call }: Call, to: Destination): void {
  const lanes = lanesOf(call);
  if (lanes.shape === 'unknown') return;
  const options = optionsOf(builder, call);
  const value = forkValue(builder, lanes, options.concurrency);
  const place = builder.waitAt(call, `${builder.path}/join`);
  const path = builder.activation.flow.kind === 'fork' ? builder.path : place.id;
  const entries =
    lanes.shape === 'each'
      ? [eachLane(builder, lanes.mapper, path)]
      : lanes.lanes.map((lane) => writtenLane(builder, lane, laneId(builder, path, lane, lanes.shape)));
  builder.park({ ...place, wait: 'fork', shape: lanes.shape, mode: options.mode, lanes: entries }, value, to);
}

/** Lanes by name are called by it, others by what they call. */
function laneId(builder: Builder, path: string, { key, expression }: LaneModel, shape: 'object' | 'array'): string {
  const name = shape === 'object' ? key.replaceAll(/[/\s]+/g, '-') : calledName(builder.session.durable(unwrap(expression)));
  return `${path}/${name ?? `lane-${key}`}`;
}

function calledName(durable: DurableCall | undefined): string | undefined {
  if (durable?.kind === 'task') return durable.task.name;
  if (durable?.kind === 'flow') return durable.flow.name;
  return durable?.kind === 'signal' ? durable.signal.name : durable?.kind;
}

// ── options ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Options {
  readonly mode: JoinMode;
  readonly concurrency?: ts.Expression;
}

function optionsOf(builder: Builder, call: ts.CallExpression): Options {
  const argument = call.arguments[1] && unwrap(call.arguments[1]);
  if (!argument) return { mode: 'all' };
  if (!ts.isObjectLiteralExpression(argument)) return unknownOptions(builder, argument);
  const given = new Map(argument.properties.map((property) => [property.name?.getText(), valueOf(property)]));
  const mode = given.get('mode');
  const concurrency = given.get('concurrency');
  const isSettled = mode !== undefined && ts.isStringLiteralLike(unwrap(mode)) && (unwrap(mode) as ts.StringLiteralLike).text === 'settled';
  return { mode: isSettled ? 'settled' : 'all', ...(concurrency && { concurrency }) };
}

function unknownOptions(builder: Builder, argument: ts.Expression): Options {
  builder.session.diagnostics.addUnlessCovered(joinOptionsUnknown(argument));
  return { mode: 'all' };
}

function valueOf(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

// ── the value that the fork is reached with ────────────────────────────────────────────────────────────────────────

function forkValue(builder: Builder, lanes: Shaped, concurrency: ts.Expression | undefined): Code {
  const given: Operand[] = concurrency ? [{ node: concurrency, role: 'value' }] : [];
  const list = lanes.shape === 'each' ? eachValue(builder, lanes.node, lanes.mapper, given) : writtenValue(builder, lanes.lanes, given);
  const limit = concurrency && (list.codes.get(concurrency) ?? builder.copy(concurrency));
  return limit ? code`{ lanes: ${list.value}, concurrency: ${limit} }` : code`{ lanes: ${list.value} }`;
}

interface LaneValues {
  readonly value: Code;
  readonly codes: ReadonlyMap<ts.Node, Code>;
}

function writtenValue(builder: Builder, lanes: readonly LaneModel[], given: readonly Operand[]): LaneValues {
  const lists = lanes.map(({ expression }) => laneArguments(builder, expression));
  for (const argument of lists.flat()) refuseWait(builder, argument);
  const codes = builder.lower.operands(builder, [...lists.flatMap(listOperands), ...given]);
  const values = lists.map((list) => code`[${joinCode(list.map((argument) => builder.copy(argument, codes)))}]`);
  return { value: code`[${joinCode(values)}]`, codes };
}

/** What a lane's call is given. A join inside a join evaluates its own arguments when its lane starts. */
function laneArguments(builder: Builder, expression: ts.Expression): readonly ts.Expression[] {
  const call = unwrap(expression);
  return ts.isCallExpression(call) && builder.session.durable(call)?.kind !== 'join' ? call.arguments : [];
}

/** With a wait in its arguments, a later lane would start before them in plain JavaScript. */
function refuseWait(builder: Builder, argument: ts.Expression): void {
  if (builder.session.hasWait(argument)) builder.session.diagnostics.addUnlessCovered(laneArgumentWaits(argument));
}

function eachValue(builder: Builder, node: ts.CallExpression, mapper: ts.ArrowFunction, given: readonly Operand[]): LaneValues {
  const receiver = (unwrap(node.expression) as ts.PropertyAccessExpression).expression;
  const direct = directCall(builder, mapper);
  const codes = builder.lower.operands(builder, [{ node: receiver, role: 'receiver' }, ...given]);
  for (const argument of direct?.arguments ?? []) refuseWait(builder, argument);
  if (!direct) return { value: code`${receiverCode(builder, receiver, codes)}.map(${text(passParameters(mapper))})`, codes };
  const values = code`[${joinCode(direct.arguments.map((argument) => builder.copy(argument)))}]`;
  return { value: builder.copy(node, new Map([...codes, [laneExpression(mapper) as ts.Node, values]])), codes };
}

function receiverCode(builder: Builder, receiver: ts.Expression, codes: ReadonlyMap<ts.Node, Code>): Code {
  const value = codes.get(receiver) ?? builder.copy(receiver);
  return value.length === 1 || ts.isLeftHandSideExpression(receiver) ? value : code`(${value})`;
}

/** The call of a mapper such as `(item) => this.load(item)`; its arguments are evaluated when the fork is entered. */
function directCall(builder: Builder, mapper: ts.ArrowFunction): ts.CallExpression | undefined {
  const expression = isAsync(mapper) ? undefined : laneExpression(mapper);
  const durable = expression && builder.session.durable(unwrap(expression));
  return durable && durable.kind !== 'join' ? durable.call : undefined;
}

/** The expression that a mapper returns, if it is all that it holds. */
function laneExpression({ body }: ts.ArrowFunction): ts.Expression | undefined {
  if (!ts.isBlock(body)) return body;
  const [statement] = body.statements;
  return body.statements.length === 1 && statement && ts.isReturnStatement(statement) ? statement.expression : undefined;
}

const mapArguments = ['item', 'index', 'list'];

/** A lane whose function binds its parameters when it starts gets them as `map` passes them. */
function passParameters({ parameters }: ts.ArrowFunction): string {
  const hasRest = parameters.some(({ dotDotDotToken }) => dotDotDotToken !== undefined);
  const names = mapArguments.slice(0, hasRest ? mapArguments.length : parameters.length).join(', ');
  return `(${names}) => [${names}]`;
}

// ── the lanes ──────────────────────────────────────────────────────────────────────────────────────────────────────

function writtenLane(builder: Builder, { key, expression }: LaneModel, id: string): LaneIr {
  const own = laneFunction(expression);
  if (own) return { key, entry: functionLane(builder, own, id) };
  const durable = builder.session.durable(unwrap(expression));
  if (durable) return { key, entry: callLane(builder, durable, id) };
  builder.session.diagnostics.addUnlessCovered(laneNotDurable(expression, { expression: expression.getText() }));
  return { key, entry: builder.block('unreachable') };
}

function eachLane(builder: Builder, mapper: ts.ArrowFunction, path: string): LaneIr {
  const direct = directCall(builder, mapper);
  const durable = direct && builder.session.durable(direct);
  const id = `${path}/${calledName(durable) ?? 'each'}`;
  return { key: '*', entry: durable ? callLane(builder, durable, id) : functionLane(builder, mapper, id) };
}

/** A lane that is one call: a task's node at once, or code that makes the call. */
function callLane(builder: Builder, durable: DurableCall, id: string): Place {
  if (durable.kind === 'task') return taskLane(builder, durable, id);
  const lane = startLane(builder, id);
  if (durable.kind === 'flow') return flowLane(lane, durable, id);
  if (durable.kind === 'join') lane.builder.lower.wait(lane.builder, durable, { kind: 'return' });
  else waitLane(lane, durable);
  return lane.entry;
}

function taskLane(builder: Builder, { call, task }: Extract<DurableCall, { kind: 'task' }>, id: string): Place {
  const lane = startLane(builder, id);
  const wait = { ...lane.builder.waitAt(call, id), wait: 'task' as const, task: task.name };
  builder.session.waits.push(wait);
  return wait;
}

interface StartedLane {
  readonly builder: Builder;
  readonly entry: Block;
  /** The array of the lane's arguments. */
  readonly values: Code;
}

function startLane(builder: Builder, id: string, activation?: (path: string) => Activation): StartedLane {
  const { session, lower } = builder;
  const lane = { path: id };
  const values = { ...builder.temporary('arguments'), lane };
  const entry = newBlock(session, id, { param: values });
  const own = activation?.(id) ?? { ...builder.activation, path: id };
  return { builder: new Builder({ session, lower, lane, activation: own, entry }), entry, values: [read(values)] };
}

/** A lane that waits once: its argument was evaluated when the fork was entered. */
function waitLane({ builder, values }: StartedLane, durable: Exclude<DurableCall, { kind: 'task' | 'flow' | 'join' }>): void {
  const value = code`${values}[0]`;
  if (durable.kind === 'signal') parkAtSignal(builder, durable, value, { kind: 'return' });
  else if (durable.kind !== 'child') parkAtSleep(builder, durable, value, { kind: 'return' });
}

function flowLane({ builder, entry, values }: StartedLane, { flow }: Extract<DurableCall, { kind: 'flow' }>, id: string): Place {
  builder.activation = activationOf(builder, flow, id);
  builder.lower.parameters(builder, flow.method.parameters, values);
  lowerBody(builder, flow);
  return entry;
}

function functionLane(builder: Builder, arrow: ts.ArrowFunction, id: string): Place {
  const lane = startLane(builder, id);
  lane.builder.lower.parameters(lane.builder, arrow.parameters, lane.values);
  if (ts.isBlock(arrow.body)) lowerFunctionBody(lane.builder, arrow.body);
  else returnExpression(lane.builder, arrow.body);
  lane.builder.leaveFlow(undefined);
  return lane.entry;
}

function lowerFunctionBody(builder: Builder, body: ts.Block): void {
  builder.lower.hoisted(builder, body);
  builder.lower.statements(builder, body.statements);
}

/** `(item) => (async () => { … })()` is the lane that its inner function is. */
function returnExpression(builder: Builder, body: ts.Expression): void {
  const own = laneFunction(body);
  if (!own) return builder.lower.deliver(builder, body, { kind: 'return' });
  const given = (unwrap(body) as ts.CallExpression).arguments;
  builder.lower.parameters(builder, own.parameters, code`[${joinCode(given.map((argument) => builder.copy(argument)))}]`);
  if (ts.isBlock(own.body)) lowerFunctionBody(builder, own.body);
  else builder.lower.deliver(builder, own.body, { kind: 'return' });
}
