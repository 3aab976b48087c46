/** One graph with what runs went through: the boxes and arrows of its outline that were covered, and what is missing. */
import { outline } from '@waystone/core/graph';
import type { Arrow, Box, Drawing, Graph, Node, Outline, Target } from '@waystone/core/graph';
import type { GraphRecord, Move, Walk } from './recorder.js';

/** How many there are, and how many of them were covered. */
export interface Share {
  readonly covered: number;
  readonly total: number;
}

/** A node that no run came to. */
export interface Uncovered {
  /** Its id, e.g. `run/prepare/receipt`. */
  readonly node: string;
  readonly kind: Box['kind'];
  /** `src/order.workflow.ts:42:25`. */
  readonly place?: string;
}

/** A way between two nodes that no run took. */
export interface Untaken {
  /** A node's id; `'start'`; with `#join`: the join of a fork. */
  readonly from: string;
  /** As `from`; `'end'`, `'failed'`. */
  readonly to: string;
  /** A case of a branch, or the key of a lane. */
  readonly label?: string;
  /** It is taken when something was thrown. */
  readonly error: boolean;
  /** Where `from` stands in the source. */
  readonly place?: string;
}

/** What of one workflow's graph was covered. */
export interface WorkflowCoverage {
  readonly workflow: string;
  /** Waits, branches and loops. */
  readonly nodes: Share;
  readonly arrows: Share;
  readonly uncovered: readonly Uncovered[];
  /** But for those to and from nodes that no run came to. */
  readonly untaken: readonly Untaken[];
}

const isEdgeOfDrawing = ({ kind }: Box): boolean => kind === 'start' || kind === 'end';

/** An outline with what was gone through. */
export class Traveled {
  readonly #record: GraphRecord;
  readonly #drawn: Outline;
  readonly #boxes = new Set<string>();
  readonly #arrows = new Set<Arrow>();

  constructor(record: GraphRecord) {
    this.#record = record;
    this.#drawn = outline(record.graph);
    for (const move of record.moves.values()) this.#move(move);
    for (const walk of record.walks.values()) this.#walk(walk);
  }

  summary(): WorkflowCoverage {
    const boxes = this.#drawn.boxes.filter((box) => !isEdgeOfDrawing(box));
    const missing = boxes.filter(({ id }) => !this.#boxes.has(id));
    const uncovered = missing.filter(({ kind }) => kind !== 'join').map(({ id, kind }) => ({ node: id, kind, ...this.#placeOf(id) }));
    return {
      workflow: this.#record.graph.workflow,
      nodes: { covered: boxes.length - missing.length, total: boxes.length },
      arrows: { covered: this.#arrows.size, total: this.#drawn.arrows.length },
      uncovered,
      untaken: this.#untaken(new Set(uncovered.map(({ node }) => node))),
    };
  }

  drawing(): Required<Drawing> {
    return { outline: this.#drawn, highlight: { boxes: this.#boxes, arrows: this.#arrows } };
  }

  /** Ways to and from nodes that no run came to go without saying. */
  #untaken(uncovered: ReadonlySet<string>): readonly Untaken[] {
    return this.#drawn.arrows
      .filter((arrow) => !this.#arrows.has(arrow) && !uncovered.has(arrow.from) && !uncovered.has(arrow.to))
      .map(({ from, to, label, error }) => ({ from, to, ...(label !== undefined && { label }), error, ...this.#placeOf(from) }));
  }

  /** A join stands where its fork does. */
  #placeOf(id: string): { readonly place?: string } {
    const place = this.#record.places[id.replace(/#join$/, '')];
    return place === undefined ? {} : { place };
  }

  /** Ways with no code in between. */
  #move({ from, failed = false, isLane, to }: Move): void {
    const { nodes, entry } = this.#record.graph;
    const start = from === undefined ? 'start' : this.#leaving(from);
    if (from !== undefined || !isLane) this.#boxes.add(start);
    if (Object.hasOwn(nodes, to)) this.#boxes.add(to);
    this.#openLanes(to);
    const isDirect = from === undefined ? !isLane && entry === to : wayOut(nodes[from], failed) === to;
    if (isDirect) this.#go({ from: start, to, error: failed });
  }

  /** Lanes that begin with a wait. */
  #openLanes(fork: string): void {
    const node = this.#record.graph.nodes[fork];
    if (node?.kind !== 'fork') return;
    for (const { entry, key } of node.lanes)
      if (Object.hasOwn(this.#record.graph.nodes, entry)) this.#go({ from: fork, to: entry, label: key, error: false });
  }

  /** The box that control leaves a node by. */
  #leaving(node: string): string {
    return this.#record.graph.nodes[node]?.kind === 'fork' ? `${node}#join` : node;
  }

  #walk(walk: Walk): void {
    for (const origin of this.#originsOf(walk)) this.#follow(origin, walk);
  }

  /** Where code may have been entered from that begins with a point. */
  #originsOf(walk: Walk): readonly Origin[] {
    const { graph, moves } = this.#record;
    const first = walk[0] ?? 'end';
    const origins: Origin[] = graph.entry === first ? [{ box: 'start' }] : [];
    for (const [id, node] of Object.entries(graph.nodes))
      if (node.kind === 'fork') for (const lane of node.lanes) if (lane.entry === first) origins.push({ box: id, label: lane.key });
    for (const { from, failed } of leadingTo(walk, graph, moves.values()))
      origins.push({ box: this.#leaving(from), ...(failed && { failed }) });
    return origins;
  }

  /** From box to box: branches and loops on the way are boxes, cases name the arrow. */
  #follow({ box, label: lane, failed = false }: Origin, walk: Walk): void {
    let [from, label, error] = [box, lane, failed];
    for (const [index, to] of walk.entries()) {
      const { points } = this.#record.graph;
      const before = points[walk[index - 1] ?? ''];
      if (before !== undefined && before.error === to && !before.next.includes(to)) error = true;
      const mark = points[to]?.mark;
      if (mark?.kind === 'case') label = mark.label;
      else if (mark !== undefined || !Object.hasOwn(points, to)) {
        this.#go({ from, to, label, error });
        [from, label, error] = [to, undefined, false];
      }
    }
  }

  /** A lane ends at its join, which of them its arrow tells. */
  #go({ from, to, label, error }: Hop): void {
    const leaving = this.#drawn.arrows.filter((arrow) => arrow.from === from);
    const there = leaving.filter((arrow) => arrow.to === to);
    const found = there.length > 0 || to !== 'end' ? there : leaving.filter((arrow) => arrow.to.endsWith('#join'));
    const alike = preferring(found, (arrow) => arrow.error === error);
    const named = alike.filter((arrow) => arrow.label === label || (label === '*' && arrow.label === 'each item'));
    for (const arrow of named.length > 0 ? named : alike.slice(0, 1)) {
      this.#arrows.add(arrow);
      this.#boxes.add(arrow.from);
      this.#boxes.add(arrow.to);
    }
  }
}

interface Hop {
  readonly from: string;
  readonly to: string;
  readonly label?: string | undefined;
  /** Something was thrown on the way. */
  readonly error: boolean;
}

interface Origin {
  readonly box: string;
  readonly label?: string;
  /** What was waited for there ended with an error. */
  readonly failed?: boolean;
}

type Leaving = Move & { readonly from: string };

/** Moves that went this way. One that passed nodes without waiting, such as an empty join, came to elsewhere than the walk to the first of them. */
function leadingTo(walk: Walk, graph: Graph, moves: Iterable<Move>): readonly Leaving[] {
  const entering = [...moves].filter(
    (move): move is Leaving => move.from !== undefined && wayOut(graph.nodes[move.from], move.failed ?? false) === walk[0],
  );
  return preferring(entering, ({ to }) => to === walk.at(-1));
}

/** Where control leaves a node to. */
function wayOut(node: Node | undefined, failed: boolean): Target | undefined {
  return failed ? node?.error : node?.then;
}

/** Those that are so; all, if none is. */
function preferring<T>(all: readonly T[], isSo: (each: T) => boolean): readonly T[] {
  const some = all.filter(isSo);
  return some.length > 0 ? some : all;
}
