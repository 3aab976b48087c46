/**
 * Lowers joins: a fork node with its lanes. The arguments of all lanes are evaluated first, in the order written; each
 * lane then runs on a frame of its own, with copies of what it reads of the surrounding one.
 */
import { joinOptionsUnknown, laneArgumentWaits, laneNotDurable } from '../diagnostics/index.js';
import { givenTo, isAsync, laneFunction, lanesOf, type DurableCall, type LaneModel, type LanesModel } from '../2-analyze/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { JoinMode } from '@waystone/core/graph';
import { Builder, newBlock, type Activation, type Destination, type Operand } from './builder.js';
import { code, joinCode, text, read, type Code } from './code.js';
import { activationOf, lowerBody } from './flows.js';
import type { Block, LaneIr, Place, WaitIr } from './ir.js';
import { listOperands } from './operands.js';
import { childName, childWait, parkAtChildResult, parkAtSignal, parkAtSleep } from './parking.js';
import type { Session } from './session.js';

type Call = Extract<DurableCall, { kind: 'join' }>;
type Shaped = Exclude<LanesModel, { shape: 'unknown' }>;

export function lowerJoin(builder: Builder, durable: Call, to: Destination): void {
  const { call } = durable;
  const lanes = lanesOf(call);
  if (lanes.shape === 'unknown') return;
  const options = optionsOf(builder, durable);
  const value = forkValue(builder, lanes, options.terms);
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
  const name =
    shape === 'object' ? key.replaceAll(/[/\s]+/g, '-') : calledName(builder.session, builder.session.durable(unwrap(expression)));
  return `${path}/${name ?? `lane-${key}`}`;
}

function calledName(session: Session, durable: DurableCall | undefined): string | undefined {
  if (durable?.kind === 'task') return session.graphName(durable.task.name);
  if (durable?.kind === 'flow') return session.graphName(durable.flow.name);
  if (durable?.kind === 'child') return childName(session, durable);
  if (durable?.kind === 'childResult') return 'result';
  return durable?.kind === 'signal' ? session.graphName(durable.signal.name) : durable?.kind;
}

// ── options ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Options {
  readonly mode: JoinMode;
  /** Numbers that are evaluated when the fork is entered, by name, in the order written. */
  readonly terms: ReadonlyMap<Term, ts.Expression>;
}

const termNames = ['concurrency', 'tolerate', 'atLeast'] as const;
type Term = (typeof termNames)[number];

const modes: Readonly<Record<string, JoinMode>> = { all: 'all', settled: 'settled', any: 'any', race: 'race' };

function optionsOf(builder: Builder, { call, method }: Call): Options {
  if (method !== undefined) return { mode: method === 'allSettled' ? 'settled' : method, terms: new Map() };
  const argument = call.arguments[1] && unwrap(call.arguments[1]);
  if (!argument) return { mode: 'all', terms: new Map() };
  if (!ts.isObjectLiteralExpression(argument)) return unknownOptions(builder, argument);
  const given = propertiesOf(argument);
  const mode = given.find(({ name }) => name === 'mode');
  return { mode: modeOf(mode?.value && unwrap(mode.value)), terms: new Map(given.flatMap(termsOf)) };
}

/** In the order written; `atLeast` is part of the mode. */
function termsOf({ name, value }: Property): (readonly [Term, ts.Expression])[] {
  const inner = unwrap(value);
  if (name === 'mode') return ts.isObjectLiteralExpression(inner) ? propertiesOf(inner).flatMap(termsOf) : [];
  const term = termNames.find((each) => each === name);
  return term ? [[term, value]] : [];
}

/** A mode is checked to be one of those that are known. */
function modeOf(mode: ts.Expression | undefined): JoinMode {
  if (mode === undefined) return 'all';
  return ts.isStringLiteralLike(mode) ? (modes[mode.text] ?? 'all') : 'atLeast';
}

function unknownOptions(builder: Builder, argument: ts.Expression): Options {
  builder.session.diagnostics.addUnlessCovered(joinOptionsUnknown(argument));
  return { mode: 'all', terms: new Map() };
}

interface Property {
  readonly name: string;
  readonly value: ts.Expression;
}

function propertiesOf(object: ts.ObjectLiteralExpression): Property[] {
  return object.properties.flatMap((property) => {
    const value = valueOf(property);
    return value && property.name && !ts.isComputedPropertyName(property.name) ? [{ name: property.name.text, value }] : [];
  });
}

function valueOf(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

// ── the value that the fork is reached with ────────────────────────────────────────────────────────────────────────

function forkValue(builder: Builder, lanes: Shaped, terms: Options['terms']): Code {
  const given = [...terms.values()].map((node): Operand => ({ node, role: 'value' }));
  const list = lanes.shape === 'each' ? eachValue(builder, lanes.node, lanes.mapper, given) : writtenValue(builder, lanes.lanes, given);
  const values = [...terms].map(([name, node]) => code`${text(name)}: ${list.codes.get(node) ?? builder.copy(node)}`);
  return code`{ ${joinCode([code`lanes: ${list.value}`, ...values])} }`;
}

interface LaneValues {
  readonly value: Code;
  readonly codes: ReadonlyMap<ts.Node, Code>;
}

function writtenValue(builder: Builder, lanes: readonly LaneModel[], given: readonly Operand[]): LaneValues {
  const lists = lanes.map(({ expression }) => laneArguments(builder, expression));
  for (const [index, { expression }] of lanes.entries()) refuseWaits(builder, expression, index > 0);
  const codes = builder.lower.operands(builder, [...lists.flatMap(listOperands), ...given]);
  const values = lists.map((list) => code`[${joinCode(list.map((argument) => builder.copy(argument, codes)))}]`);
  return { value: code`[${joinCode(values)}]`, codes };
}

/** What a lane's call is given. A join inside a join evaluates its own arguments when its lane starts. */
function laneArguments(builder: Builder, expression: ts.Expression): readonly ts.Expression[] {
  const call = unwrap(expression);
  const durable = builder.session.durable(call);
  if (durable?.kind === 'join' || !ts.isCallExpression(call)) return [];
  return durable ? givenTo(durable) : call.arguments;
}

/**
 * With a wait in the arguments of a later lane, the lanes before it would begin first in plain JavaScript. The arguments of
 * a join that is a lane are evaluated when that lane starts: a wait in them would be the lane's.
 */
function refuseWaits(builder: Builder, expression: ts.Expression, isLater: boolean): void {
  const lane = unwrap(expression);
  if (builder.session.durable(lane)?.kind === 'join') walk(lane, (node) => refuseAwait(builder, node));
  else if (isLater) for (const argument of laneArguments(builder, lane)) refuseWait(builder, argument);
}

function refuseAwait({ session }: Builder, node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) session.diagnostics.addUnlessCovered(laneArgumentWaits(node));
  return !ts.isFunctionLike(node);
}

function refuseWait(builder: Builder, argument: ts.Expression): void {
  if (builder.session.hasWait(argument)) builder.session.diagnostics.addUnlessCovered(laneArgumentWaits(argument));
}

function eachValue(builder: Builder, node: ts.CallExpression, mapper: ts.ArrowFunction, given: readonly Operand[]): LaneValues {
  const receiver = (unwrap(node.expression) as ts.PropertyAccessExpression).expression;
  const direct = directCall(builder, mapper);
  const codes = builder.lower.operands(builder, [{ node: receiver, role: 'receiver' }, ...given]);
  const passed = direct ? givenTo(direct) : [];
  for (const argument of passed) refuseWait(builder, argument);
  if (!direct) return { value: code`${receiverCode(builder, receiver, codes)}.map(${text(passParameters(mapper))})`, codes };
  const values = code`[${joinCode(passed.map((argument) => builder.copy(argument)))}]`;
  return { value: builder.copy(node, new Map([...codes, [laneExpression(mapper) as ts.Node, values]])), codes };
}

function receiverCode(builder: Builder, receiver: ts.Expression, codes: ReadonlyMap<ts.Node, Code>): Code {
  const value = codes.get(receiver) ?? builder.copy(receiver);
  return value.length === 1 || ts.isLeftHandSideExpression(receiver) ? value : code`(${value})`;
}

/** The call of a mapper such as `(item) => this.load(item)`; its arguments are evaluated when the fork is entered. */
function directCall(builder: Builder, mapper: ts.ArrowFunction): DurableCall | undefined {
  const expression = isAsync(mapper) ? undefined : laneExpression(mapper);
  const durable = expression && builder.session.durable(unwrap(expression));
  return durable?.kind === 'join' ? undefined : durable;
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
  const durable = directCall(builder, mapper);
  const id = `${path}/${calledName(builder.session, durable) ?? 'each'}`;
  return { key: '*', entry: durable ? callLane(builder, durable, id) : functionLane(builder, mapper, id) };
}

/** A lane that is one call: the node of a task or a child at once, or code that makes the call. */
function callLane(builder: Builder, durable: DurableCall, id: string): Place {
  if (durable.kind === 'task' || durable.kind === 'child') return nodeLane(builder, durable, id);
  const lane = startLane(builder, id);
  if (durable.kind === 'flow') return flowLane(lane, durable, id);
  if (durable.kind === 'join') lane.builder.lower.wait(lane.builder, durable, { kind: 'return' });
  else waitLane(lane, durable);
  return lane.entry;
}

function nodeLane(builder: Builder, durable: Extract<DurableCall, { kind: 'task' | 'child' }>, id: string): Place {
  const lane = startLane(builder, id).builder;
  const wait = durable.kind === 'child' ? childWait(lane, durable, id) : taskWait(lane, durable, id);
  builder.session.waits.push(wait);
  return wait;
}

function taskWait(builder: Builder, { call, task }: Extract<DurableCall, { kind: 'task' }>, id: string): WaitIr {
  return { ...builder.waitAt(call, id), wait: 'task', task: builder.session.graphName(task.name) };
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
function waitLane({ builder, values }: StartedLane, durable: Exclude<DurableCall, { kind: 'task' | 'child' | 'flow' | 'join' }>): void {
  const value = code`${values}[0]`;
  if (durable.kind === 'signal') parkAtSignal(builder, durable, value, { kind: 'return' });
  else if (durable.kind === 'childResult') parkAtChildResult(builder, durable, value, { kind: 'return' });
  else parkAtSleep(builder, durable, value, { kind: 'return' });
}

function flowLane({ builder, entry, values }: StartedLane, called: Extract<DurableCall, { kind: 'flow' }>, id: string): Place {
  builder.activation = activationOf(builder, called, id);
  builder.lower.parameters(builder, called.flow.method.parameters, values);
  lowerBody(builder, called.flow);
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
