/** One graph with what runs went through: the boxes and arrows of its outline that were covered, and what is missing. */
import { outline } from '@waystone/core/graph';
import type { Arrow, Box, Drawing, Graph, Outline } from '@waystone/core/graph';
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
    const ended = new Set([...record.moves.values()].flatMap(({ from = [] }) => from));
    for (const move of record.moves.values()) this.#move(move);
    for (const walk of record.walks.values()) this.#walk(walk, ended);
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

  #placeOf(id: string): { readonly place?: string } {
    const place = this.#record.places[id];
    return place === undefined ? {} : { place };
  }

  /** Ways with no code in between. */
  #move({ from, isLane, to }: Move): void {
    const { nodes, entry } = this.#record.graph;
    const start = from === undefined ? 'start' : this.#leaving(from);
    if (from !== undefined || !isLane) this.#boxes.add(start);
    if (Object.hasOwn(nodes, to)) this.#boxes.add(to);
    this.#openLanes(to);
    const node = from === undefined ? undefined : nodes[from];
    const isDirect = from === undefined ? !isLane && entry === to : node?.then === to || node?.error === to;
    if (isDirect) this.#go(start, to, undefined);
  }

  /** Lanes that begin with a wait. */
  #openLanes(fork: string): void {
    const node = this.#record.graph.nodes[fork];
    if (node?.kind !== 'fork') return;
    for (const { entry, key } of node.lanes) if (Object.hasOwn(this.#record.graph.nodes, entry)) this.#go(fork, entry, key);
  }

  /** The box that control leaves a node by. */
  #leaving(node: string): string {
    return this.#record.graph.nodes[node]?.kind === 'fork' ? `${node}#join` : node;
  }

  #walk(walk: Walk, ended: ReadonlySet<string>): void {
    const [first = 'end'] = walk;
    for (const { box, label } of originsOf(this.#record.graph, first, ended, (node) => this.#leaving(node))) this.#follow(box, label, walk);
  }

  /** From box to box: branches and loops on the way are boxes, cases name the arrow. */
  #follow(origin: string, lane: string | undefined, walk: Walk): void {
    let [at, label] = [origin, lane];
    for (const place of walk) {
      const mark = this.#record.graph.points[place]?.mark;
      if (mark?.kind === 'case') label = mark.label;
      else if (mark !== undefined || !Object.hasOwn(this.#record.graph.points, place)) {
        this.#go(at, place, label);
        [at, label] = [place, undefined];
      }
    }
  }

  /** A lane ends at its join, which of them its arrow tells. */
  #go(from: string, to: string, label: string | undefined): void {
    const leaving = this.#drawn.arrows.filter((arrow) => arrow.from === from);
    const there = leaving.filter((arrow) => arrow.to === to);
    const found = there.length > 0 || to !== 'end' ? there : leaving.filter((arrow) => arrow.to.endsWith('#join'));
    const named = found.filter((arrow) => arrow.label === label || (label === '*' && arrow.label === 'each item'));
    for (const arrow of named.length > 0 ? named : found.slice(0, 1)) {
      this.#arrows.add(arrow);
      this.#boxes.add(arrow.from);
      this.#boxes.add(arrow.to);
    }
  }
}

interface Origin {
  readonly box: string;
  readonly label?: string;
}

/** Where code may have been entered from that begins at a point. */
// oxlint-disable-next-line max-params -- a place in a graph, and what is known of it
function originsOf(graph: Graph, first: string, ended: ReadonlySet<string>, leaving: (node: string) => string): readonly Origin[] {
  const origins: Origin[] = graph.entry === first ? [{ box: 'start' }] : [];
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (ended.has(id) && (node.then === first || node.error === first)) origins.push({ box: leaving(id) });
    if (node.kind === 'fork') for (const lane of node.lanes) if (lane.entry === first) origins.push({ box: id, label: lane.key });
  }
  return origins;
}
