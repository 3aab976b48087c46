/**
 * The outline: what a person should see of a graph, with no layout. Boxes for nodes and for marked points (branches,
 * loops); code between them collapses into arrows; flows become groups.
 *
 * Always: every arrow names two boxes of the outline; boxes come in the order in which control reaches them.
 */
import type { Graph, Target } from './graph.js';
import { memberName } from './member-names.js';
import type { Node, NodeId } from './nodes.js';
import { edgesOf, visit, type Edge, type Visitor } from './visit.js';

/** What a box stands for. */
export type BoxKind = 'start' | 'end' | 'task' | 'sleep' | 'signal' | 'child' | 'fork' | 'join' | 'branch' | 'loop';

/** A place that a person should see. */
export interface Box {
  /** `'start'`, `'end'`, `'failed'`, the id of a node or point, or that of a fork with `#join` for its join. */
  readonly id: string;
  readonly kind: BoxKind;
  /** What a person reads, e.g. `charge`. */
  readonly label: string;
  /** Id of the innermost group that it is in. */
  readonly group?: string;
}

/** A way from one box to another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** A case of a branch or the key of a lane. */
  readonly label?: string;
  /** Taken when something was thrown. */
  readonly error: boolean;
  /** Leads back, to a box that was passed on the way: a loop's next iteration. */
  readonly back: boolean;
}

/** The waits of one flow: a box drawn around them. */
export interface Group {
  /** Path of the flow, e.g. `run/prepare`. */
  readonly id: string;
  readonly label: string;
  /** Id of the group around it. */
  readonly parent?: string;
}

/** A graph as a drawing shows it. */
export interface Outline {
  readonly workflow: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly groups: readonly Group[];
}

/** What of an outline is drawn in another color than the rest. */
export interface Highlight {
  /** Ids of boxes. */
  readonly boxes: ReadonlySet<string>;
  readonly arrows: ReadonlySet<Arrow>;
}

/** What is drawn: an outline, and what of it is drawn in another color. */
export interface Drawing {
  readonly outline: Outline;
  /** Absent: all of it has the colors of its kinds. */
  readonly highlight?: Highlight;
}

type Route = Omit<Arrow, 'from' | 'back'>;

/** A way that is being followed. */
interface Way extends Omit<Route, 'to'> {
  /** Where the `finally` that it went into goes on (see `Point.completes`); absent: not known, it began inside. */
  readonly completes?: readonly Target[];
  /** It goes through a case, which names it, also where it falls through to the next one. */
  readonly isCase?: true;
}

/** Where the main line ends when its code throws for good. */
const failed = 'failed';
const joinOf = (fork: NodeId): string => `${fork}#join`;
const lastName = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
const flowOf = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf('/')));

/** What a box of a node says. */
const labelsIn = (graph: Graph): Visitor<string> => ({
  task: (node) => memberName(graph, node.task),
  sleep: (node) => (node.span === 'for' ? 'sleep' : 'sleep until'),
  signal: (node) => `${node.take} ${memberName(graph, node.signal)}`,
  child: (node) => (node.until === 'end' ? node.workflow : `start ${node.workflow}`),
  childResult: () => 'result of child',
  fork: (node) => (node.shape === 'each' ? 'fork: one lane per item' : 'fork'),
});

/** The flow that a place is in, by its path. Code beside a node has the node's id in its path, which is no flow. */
function groupOf(graph: Graph, id: string): { readonly group?: string } {
  const flow = flowOf(id);
  if (Object.hasOwn(graph.nodes, flow)) return groupOf(graph, flow);
  return flow.includes('/') ? { group: flow } : {};
}

function boxOf(graph: Graph, id: string): Box {
  if (id === 'end' || id === failed) return { id, kind: 'end', label: id };
  const node = graph.nodes[id];
  if (node !== undefined)
    return { id, kind: node.kind === 'childResult' ? 'child' : node.kind, label: visit(node, labelsIn(graph)), ...groupOf(graph, id) };
  const mark = graph.points[id]?.mark;
  return {
    id,
    kind: mark?.kind === 'loop' ? 'loop' : 'branch',
    label: mark ? memberName(graph, mark.label) : lastName(id),
    ...groupOf(graph, id),
  };
}

/** Traces a graph from its entry. A *line* is named by the box at which it ends: `'end'`, or the join of a lane. */
class Tracer {
  readonly boxes = new Map<string, Box>([['start', { id: 'start', kind: 'start', label: 'start' }]]);
  readonly arrows = new Map<string, Omit<Arrow, 'back'>>();
  readonly #graph: Graph;
  readonly #throws: boolean;

  /** `throws`: draws where code goes that may throw as well as go on. Code that only throws is always drawn. */
  constructor(graph: Graph, throws: boolean) {
    this.#graph = graph;
    this.#throws = throws;
    this.#leave('start', graph.entry, 'end');
  }

  /** Draws the arrows from a box to wherever control can go from `target`. */
  #leave(from: string, target: Target, line: string, via: Partial<Route> = {}): void {
    this.#draw(from, this.#routes(target, line, { error: false, ...via }, new Set()), line);
  }

  #draw(from: string, routes: Iterable<Route>, line: string): void {
    for (const route of routes) {
      this.arrows.set(JSON.stringify([from, route.to, route.label, route.error]), { from, ...route });
      this.#enter(route.to, line);
    }
  }

  #enter(id: string, line: string): void {
    if (id === line || this.boxes.has(id)) return;
    this.boxes.set(id, boxOf(this.#graph, id));
    if (id === failed) return;
    const node = this.#graph.nodes[id];
    if (node === undefined) this.#leavePoint(id, line);
    else if (node.kind === 'fork') this.#enterFork(id, node, line);
    else this.#leaveNode(id, node, line);
  }

  #enterFork(id: NodeId, node: Node & { kind: 'fork' }, line: string): void {
    const join = joinOf(id);
    for (const lane of node.lanes) this.#leave(id, lane.entry, join, { label: lane.key === '*' ? 'each item' : lane.key });
    this.boxes.set(join, {
      id: join,
      kind: 'join',
      label: node.mode === 'all' ? 'join' : `join: ${node.mode}`,
      ...groupOf(this.#graph, id),
    });
    this.#leaveNode(join, node, line);
  }

  #leaveNode(from: string, node: Node, line: string): void {
    this.#leave(from, node.then, line);
    if (node.error !== undefined) this.#leave(from, node.error, line, { error: true });
  }

  /** A case names its own arrow; what leaves a branch through none of them is what its type says cannot happen. */
  #leavePoint(id: string, line: string): void {
    const named = this.#graph.points[id]?.mark?.kind === 'branch' ? { label: 'otherwise' } : {};
    this.#draw(id, this.#through(id, line, { error: false, ...named }, new Set()), line);
  }

  #edgesOf(point: string): readonly Edge[] {
    const edges = edgesOf(this.#graph, point);
    const onward = edges.filter(({ kind }) => kind !== 'error');
    return this.#throws || onward.length === 0 ? edges : onward;
  }

  /** Follows unmarked points and cases until boxes are met. */
  *#routes(place: Target, line: string, way: Way, passed: Set<string>): Generator<Route> {
    const mark = this.#graph.points[place]?.mark;
    const { completes, isCase, ...route } = way;
    const step = JSON.stringify([place, route.label, completes]);
    if (place === 'end') yield { ...route, to: line };
    else if (Object.hasOwn(this.#graph.nodes, place) || mark?.kind === 'branch' || mark?.kind === 'loop') yield { ...route, to: place };
    else if (!passed.has(step)) {
      passed.add(step);
      yield* this.#through(place, line, mark === undefined || isCase ? way : { ...way, label: mark.label, isCase: true }, passed);
    }
  }

  /** Code that goes nowhere throws, as the end of a `finally` may. */
  *#through(id: Target, line: string, way: Way, passed: Set<string>): Generator<Route> {
    const { completes, routes, error } = this.#graph.points[id] ?? {};
    const { completes: told, ...route } = way;
    const isTold = told?.length === 0 || routes?.some((to) => told?.includes(to));
    const edges = this.#edgesOf(id);
    for (const { to, kind } of edges) {
      if (!routes?.includes(to))
        yield* this.#routes(to, line, kind === 'error' ? { error: true } : { ...way, ...(completes && { completes }) }, passed);
      else if (!isTold || told?.includes(to)) yield* this.#routes(to, line, route, passed);
    }
    const throwsOn = routes && (told?.length === 0 || !isTold);
    if (throwsOn && error !== undefined) yield* this.#routes(error, line, { error: true }, passed);
    else if (throwsOn || edges.length === 0) yield { error: true, to: line === 'end' ? failed : line };
  }
}

/** Arrows that lead to a box on the way from the start to where they begin. */
function backArrows(arrows: readonly Omit<Arrow, 'back'>[]): ReadonlySet<Omit<Arrow, 'back'>> {
  const back = new Set<Omit<Arrow, 'back'>>();
  const state = new Map<string, 'open' | 'done'>();
  const explore = (id: string): void => {
    state.set(id, 'open');
    for (const arrow of arrows.filter(({ from }) => from === id)) {
      if (state.get(arrow.to) === 'open') back.add(arrow);
      else if (!state.has(arrow.to)) explore(arrow.to);
    }
    state.set(id, 'done');
  };
  explore('start');
  return back;
}

function groupsOf(graph: Graph, boxes: readonly Box[]): Group[] {
  const groups = new Map<string, Group>();
  const add = (id: string | undefined): void => {
    if (id === undefined || groups.has(id)) return;
    const { group: parent } = groupOf(graph, id);
    add(parent);
    groups.set(id, { id, label: memberName(graph, lastName(id)), ...(parent === undefined ? {} : { parent }) });
  };
  for (const box of boxes) add(box.group);
  return [...groups.values()];
}

/** Any code may throw; that is drawn only if there is a wait which nothing else leads to. */
function trace(graph: Graph): Tracer {
  const quiet = new Tracer(graph, false);
  return Object.keys(graph.nodes).every((id) => quiet.boxes.has(id)) ? quiet : new Tracer(graph, true);
}

/** The outline of a graph. */
export function outline(graph: Graph): Outline {
  const { boxes, arrows } = trace(graph);
  const drawn = [...boxes.values(), boxOf(graph, 'end')];
  const back = backArrows([...arrows.values()]);
  return {
    workflow: graph.workflow,
    boxes: drawn,
    arrows: [...arrows.values()].map((arrow) => ({ ...arrow, back: back.has(arrow) })),
    groups: groupsOf(graph, drawn),
  };
}
