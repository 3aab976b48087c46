/**
 * Lowers joins: a fork node with its lanes. What plain JavaScript evaluates before the join is evaluated first, in the order
 * written; each lane then runs on a frame of its own, with copies of what it reads of the surrounding one.
 */
import { laneArgumentWaits } from '../diagnostics/index.js';
import { isAsync, lanesOf, type DurableCall, type LaneModel, type LanesModel } from '../2-analyze/index.js';
import { awaits, unwrap } from '../syntax.js';
import type { ts } from '../typescript.js';
import { Builder, newBlock, type Destination, type Operand } from './builder.js';
import { code, joinCode, text, read, type Code } from './code.js';
import { finish } from './expressions.js';
import type { Block, LaneIr, Place } from './ir.js';
import { eachStart, laneExpression } from './each-lane.js';
import { optionsOf, type JoinCall, type JoinOptions } from './join-options.js';
import { laneStart, type Codes, type LaneStart } from './lane-starts.js';
import { childName, childWait, taskWait } from './parking.js';
import type { Session } from './session.js';

type Shaped = Exclude<LanesModel, { shape: 'unknown' }>;
type Written = Extract<Shaped, { shape: 'object' | 'array' }>;

export function lowerJoin(builder: Builder, durable: JoinCall, to: Destination): void {
  const lanes = lanesOf(durable.call);
  const { mode, terms } = optionsOf(builder, durable);
  if (lanes.shape === 'unknown') return;
  if (lanes.shape !== 'each' && mode === 'all' && terms.size === 0) lowerAll(builder, { call: durable.call, lanes }, to);
  else lowerAtOnce(builder, prepareJoin(builder, durable), to);
}

/** All lanes begin together, once everything was evaluated. */
function lowerAtOnce(builder: Builder, join: PreparedJoin, to: Destination): void {
  for (const node of lateWaits(builder, join)) builder.session.diagnostics.addUnlessCovered(laneArgumentWaits(node));
  join.park(builder, join.value(builder.lower.operands(builder, join.operands)), to);
}

/** Waits that are reached when a lane has begun, in plain JavaScript. Those in options are few, and wait for all lanes. */
function lateWaits({ session }: Builder, { operands, early, terms, isFlat }: PreparedJoin): ts.Node[] {
  const late = operands.slice(early).map(({ node }) => node);
  return late.filter((node) => session.hasWait(node) && !(isFlat && terms.has(node)));
}

// ── waits between lanes ────────────────────────────────────────────────────────────────────────────────────────────

/** A join of mode `all`, as it is written. */
interface AllOf {
  readonly call: ts.CallExpression;
  readonly lanes: Written;
}

/**
 * With a wait in what a later lane is given, the lanes before it begin first. What begins after the wait is one lane of
 * theirs: it waits, and joins the rest.
 */
function lowerAll(builder: Builder, { call, lanes }: AllOf, to: Destination): void {
  const index = lanes.lanes.findIndex(({ expression }, position) => position > 0 && awaits(expression));
  const [only] = lanes.lanes;
  if (index > 0) return lowerSplit(builder, { call, lanes, index }, to);
  const inner = lanes.lanes.length === 1 && only && awaits(only.expression) ? builder.session.durable(unwrap(only.expression)) : undefined;
  if (only && inner?.kind === 'join') lowerOnly(builder, { lane: only, inner, shape: lanes.shape }, to);
  else lowerAtOnce(builder, joinOf(builder, { call, lanes, options: all }), to);
}

const all: JoinOptions = { mode: 'all', terms: new Map() };

function lowerSplit(builder: Builder, { call, lanes, index }: AllOf & { readonly index: number }, to: Destination): void {
  const isArray = lanes.shape === 'array';
  const late = lanes.lanes.slice(index);
  const rest = { ...lanes, lanes: isArray ? late.map((lane, position) => ({ ...lane, key: String(position) })) : late };
  const restStart: LaneStart = {
    ...{ operands: [], early: 0, isFlat: true, handed: () => code`[]` },
    begin: (lane) => lowerAll(lane, { call, lanes: rest }, { kind: 'return' }),
  };
  const key = isArray ? String(index) : (late[0]?.key ?? '');
  const joined = builder.temporary('joined');
  const first = { ...lanes, lanes: lanes.lanes.slice(0, index) };
  lowerAtOnce(builder, joinOf(builder, { call, lanes: first, options: all, rest: { key, start: restStart } }), {
    kind: 'variable',
    variable: joined,
    declares: true,
  });
  const name = text(isArray ? key : JSON.stringify(key));
  finish(
    builder,
    isArray
      ? code`[...${read(joined)}.slice(0, ${name}), ...${read(joined)}[${name}]]`
      : code`({ ...${read(joined)}, ...${read(joined)}[${name}] })`,
    to,
  );
}

interface OnlyLane {
  readonly lane: LaneModel;
  readonly inner: JoinCall;
  readonly shape: Written['shape'];
}

/** A join alone in a join is waited for as if it stood there itself. */
function lowerOnly(builder: Builder, { lane, inner, shape }: OnlyLane, to: Destination): void {
  const value = builder.temporary('value', inner.call);
  lowerJoin(builder, inner, { kind: 'variable', variable: value, declares: true });
  finish(builder, shape === 'array' ? code`[${read(value)}]` : code`({ [${text(JSON.stringify(lane.key))}]: ${read(value)} })`, to);
}

// ── what is evaluated, and the fork ────────────────────────────────────────────────────────────────────────────────

/** A join, before its fork is reached. */
export interface PreparedJoin extends Pick<LaneStart, 'operands' | 'early' | 'isFlat'> {
  /** The options that are evaluated. */
  readonly terms: ReadonlySet<ts.Node>;
  /** What the fork is reached with. */
  value(codes: Codes): Code;
  /** Reaches the fork, and goes on with what the join gives. */
  park(builder: Builder, value: Code, to: Destination): void;
}

export function prepareJoin(builder: Builder, durable: JoinCall): PreparedJoin {
  const lanes = lanesOf(durable.call);
  return joinOf(builder, { call: durable.call, lanes, options: optionsOf(builder, durable) });
}

interface Joined {
  readonly call: ts.CallExpression;
  readonly lanes: LanesModel;
  readonly options: JoinOptions;
  /** A lane after those that are written. */
  readonly rest?: { readonly key: string; readonly start: LaneStart };
}

function joinOf(builder: Builder, { call, lanes, options, rest }: Joined): PreparedJoin {
  const starts = startsOf(builder, lanes, rest);
  const terms = [...options.terms.values()].map((node): Operand => ({ node, role: 'value' }));
  return {
    operands: [...starts.flatMap(({ start }) => start.operands), ...terms],
    early: starts[0]?.start.early ?? 0,
    isFlat: starts.every(({ start }) => start.isFlat),
    terms: new Set(options.terms.values()),
    value(codes) {
      const handed = starts.map(({ start }) => start.handed(codes));
      const list = lanes.shape === 'each' ? joinCode(handed) : code`[${joinCode(handed)}]`;
      const values = [...options.terms].map(([name, node]) => code`${text(name)}: ${codes.get(node) ?? builder.copy(node)}`);
      return code`{ ${joinCode([code`lanes: ${list}`, ...values])} }`;
    },
    park(at, value, to) {
      const place = at.waitAt(call, `${at.path}/join`);
      const path = at.activation.flow.kind === 'fork' ? at.path : place.id;
      const shape = lanes.shape === 'unknown' ? 'array' : lanes.shape;
      const entries = starts.map(({ key, name, start }): LaneIr => ({ key, entry: laneEntry(at, start, `${path}/${name}`) }));
      at.park({ ...place, wait: 'fork', shape, mode: options.mode, lanes: entries }, value, to);
    },
  };
}

/** A lane with its key in the join and its name in the graph. */
interface NamedStart {
  readonly key: string;
  readonly name: string;
  readonly start: LaneStart;
}

function startsOf(builder: Builder, lanes: LanesModel, rest: Joined['rest']): NamedStart[] {
  if (lanes.shape === 'unknown') return [];
  if (lanes.shape === 'each') return [{ key: '*', name: eachName(builder, lanes.mapper), start: eachStart(builder, lanes) }];
  const written = lanes.lanes.map((lane) => ({
    key: lane.key,
    name: laneName(builder, lane, lanes.shape),
    start: laneStart(builder, lane.expression),
  }));
  return rest ? [...written, { key: rest.key, name: 'rest', start: rest.start }] : written;
}

/** Lanes by name are called by it, others by what they call. */
function laneName(builder: Builder, { key, expression }: LaneModel, shape: Written['shape']): string {
  if (shape === 'object') return key.replaceAll(/[/\s]+/g, '-');
  return calledName(builder.session, builder.session.durable(unwrap(expression))) ?? `lane-${key}`;
}

function eachName(builder: Builder, mapper: ts.ArrowFunction): string {
  const expression = isAsync(mapper) ? undefined : laneExpression(mapper);
  const durable = expression && builder.session.durable(unwrap(expression));
  return (durable?.kind === 'join' ? undefined : calledName(builder.session, durable)) ?? 'each';
}

function calledName(session: Session, durable: DurableCall | undefined): string | undefined {
  if (durable?.kind === 'task') return session.graphName(durable.task.name);
  if (durable?.kind === 'flow') return session.graphName(durable.flow.name);
  if (durable?.kind === 'child') return childName(session, durable);
  if (durable?.kind === 'childResult') return 'result';
  return durable?.kind === 'signal' ? session.graphName(durable.signal.name) : durable?.kind;
}

// ── the lanes ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The node of a task or a child at once, or code that begins the lane. */
function laneEntry(builder: Builder, start: LaneStart, id: string): Place {
  const { builder: lane, entry, handed } = openLane(builder, id);
  if (!start.node) {
    start.begin(lane, handed);
    return entry;
  }
  const wait = start.node.kind === 'child' ? childWait(lane, start.node, id) : taskWait(lane, start.node, id);
  builder.session.waits.push(wait);
  return wait;
}

interface OpenedLane {
  readonly builder: Builder;
  readonly entry: Block;
  readonly handed: Code;
}

function openLane(builder: Builder, id: string): OpenedLane {
  const { session, lower } = builder;
  const lane = { path: id };
  const values = { ...builder.temporary('arguments'), lane };
  const entry = newBlock(session, id, { param: values });
  const activation = { ...builder.activation, path: id };
  return { builder: new Builder({ session, lower, lane, activation, entry }), entry, handed: [read(values)] };
}
