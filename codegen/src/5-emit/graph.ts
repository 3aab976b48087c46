/** Makes the graph, data only, of a workflow that was laid out and printed. */
import { InvariantError } from '@waystone/core';
import { assertGraph, hashGraph, type Graph, type Node, type Point, type Slot } from '@waystone/core/graph';
import { graphName, type WorkflowModel } from '../2-analyze/index.js';
import {
  codesOf,
  namedPlaces,
  nextPlaces,
  variablesOf,
  type LoweredWorkflow,
  type PointIr,
  type Variable,
  type WaitLayout,
} from '../3-lower/index.js';

/** The graph; `digests`: of the points' code, by point id. */
export function makeGraph(lowered: LoweredWorkflow, digests: ReadonlyMap<string, string>): Graph {
  const { model } = lowered;
  const completions = completionsOf(lowered);
  const meaning = {
    workflow: model.name,
    entry: lowered.idOf(lowered.entry),
    nodes: Object.fromEntries(lowered.waits.map((wait) => [wait.wait.id, nodeOf(wait, lowered)])),
    points: Object.fromEntries(lowered.points.map((point) => [point.id, pointOf(point, { lowered, digests, completions })])),
  };
  const graph: Graph = {
    format: 1,
    workflow: meaning.workflow,
    hash: hashGraph(meaning),
    entry: meaning.entry,
    nodes: meaning.nodes,
    points: meaning.points,
    slots: lowered.slots.map((variable) => lowered.names.of(variable)),
    ...outsideHash(model),
  };
  assertGraph(graph);
  return graph;
}

/** What concerns the workflow's members, not its flow. */
function outsideHash(model: WorkflowModel): Pick<Graph, 'tasks' | 'signals' | 'statuses' | 'renamed' | 'history' | 'queue' | 'priority'> {
  const nameOf = (member: string): string => graphName(model, member);
  const renamed = Object.fromEntries([...model.former.keys()].map((member) => [nameOf(member), member]));
  return {
    tasks: Object.fromEntries([...model.tasks.values()].flatMap(({ name, policy }) => (policy ? [[nameOf(name), policy]] : []))),
    signals: [...model.signals.keys()].map(nameOf),
    statuses: Object.fromEntries(
      [...model.statuses.values()].map(({ name, initial }) => [nameOf(name), initial ? { initial: initial.value } : {}]),
    ),
    ...(model.former.size > 0 && { renamed }),
    history: model.history,
    ...model.placement,
  };
}

interface Surroundings {
  readonly lowered: LoweredWorkflow;
  readonly digests: ReadonlyMap<string, string>;
  /** Variables that say where a `finally` goes on. */
  readonly completions: ReadonlySet<Variable>;
}

function completionsOf({ points }: LoweredWorkflow): ReadonlySet<Variable> {
  const exits = points.flatMap(({ blocks }) => blocks.map(({ exit }) => exit));
  return new Set(exits.flatMap((exit) => (exit.kind === 'route' ? [exit.completion] : [])));
}

function pointOf(point: PointIr, { lowered, digests, completions }: Surroundings): Point {
  const { idOf, isInside } = lowered;
  const next = point.blocks.flatMap(nextPlaces).filter((place) => place.kind !== 'block' || !isInside(place));
  const { mark } = point.root;
  return {
    ...(point.error && { error: idOf(point.error) }),
    ...(mark && { mark }),
    next: [...new Set(next.map(idOf))],
    ...completionOf(point, lowered, completions),
    digest: digests.get(point.id) ?? '',
  };
}

/** What a point has to do with completions: sets one on its way into a `finally`, or goes where one says. */
function completionOf(
  { blocks }: PointIr,
  { idOf }: LoweredWorkflow,
  completions: ReadonlySet<Variable>,
): Pick<Point, 'completes' | 'routes'> {
  const codes = blocks.flatMap(codesOf);
  const sets = codes.flatMap(variablesOf).some((variable) => completions.has(variable));
  const completes = namedPlaces(codes);
  const routes = blocks.flatMap(({ exit }) => (exit.kind === 'route' ? [...exit.to].map(idOf) : []));
  const ends = blocks.some(({ exit }) => exit.kind === 'route');
  return { ...(sets && { completes: [...new Set(completes.map(idOf))] }), ...(ends && { routes: [...new Set(routes)] }) };
}

function nodeOf(layout: WaitLayout, lowered: LoweredWorkflow): Node {
  const { wait, kept, lanes } = layout;
  const error = wait.error ? { error: lowered.idOf(wait.error) } : {};
  const place = { keep: slotsOf(kept, lowered), then: lowered.idOf(wait.then), ...error };
  if (wait.wait === 'task') return { kind: 'task', task: wait.task, ...place };
  if (wait.wait === 'sleep') return { kind: 'sleep', span: wait.span, ...place };
  if (wait.wait === 'signal') return { kind: 'signal', signal: wait.signal, take: wait.take, ...place };
  if (wait.wait === 'child') return { kind: 'child', workflow: wait.workflow, until: wait.until, ...place };
  if (wait.wait === 'childResult') return { kind: 'childResult', ...place };
  const list = lanes.map(({ lane, kept: captured }) => ({
    key: lane.key,
    entry: lowered.idOf(lane.entry),
    keep: slotsOf(captured, lowered),
  }));
  return { kind: 'fork', shape: wait.shape, mode: wait.mode, lanes: list, ...place };
}

function slotsOf(variables: readonly Variable[], { slotOf }: LoweredWorkflow): Slot[] {
  return variables.map((variable) => slotOf(variable) ?? missing(variable));
}

function missing({ name }: Variable): never {
  throw new InvariantError(`variable \`${name}\` is kept and has no slot`);
}
