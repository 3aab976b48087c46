/** One graph with what runs went through: the boxes and arrows of its outline that were covered, and what is missing. */
import { outline } from '@waystone/core/graph';
import type { Arrow, Box, Drawing, Outline, Target } from '@waystone/core/graph';
import { passedBetween } from './moves.js';
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

  #move(move: Move): void {
    const { nodes } = this.#record.graph;
    if (move.from !== undefined) this.#boxes.add(this.#leaving(move.from));
    else if (!move.isLane) this.#boxes.add('start');
    if (Object.hasOwn(nodes, move.to)) this.#boxes.add(move.to);
    for (const origin of this.#originsOf(move)) this.#travel(origin, move);
  }

  /** What a step came from; lanes may begin at several forks. */
  #originsOf({ from, failed = false, isLane, to, walks }: Move): readonly Origin[] {
    const { graph } = this.#record;
    const node = from === undefined ? undefined : graph.nodes[from];
    if (node && from !== undefined) return [{ box: this.#leaving(from), at: failed ? node.error : node.then, failed }];
    if (!isLane) return [{ box: 'start', at: graph.entry, failed }];
    const first = walks[0]?.[0] ?? to;
    return Object.entries(graph.nodes).flatMap(([id, each]) =>
      each.kind === 'fork'
        ? each.lanes.flatMap(({ entry, key }) =>
            passedBetween(graph, entry, first) ? [{ box: id, at: entry, label: key, failed: false }] : [],
          )
        : [],
    );
  }

  /** Through code, and past nodes with nothing to wait for, to where the step ended. */
  #travel(origin: Origin, { walks, to }: Move): void {
    let here = origin;
    for (const [index, walk] of walks.entries()) {
      this.#follow(this.#pass(here, walk[0]), walk);
      const next = walks[index + 1]?.[0];
      if (next === undefined && walk.at(-1) === to) return;
      here = this.#standing(walk.at(-1), next ?? to);
    }
    if (!passedBetween(this.#record.graph, here.at, to)) return;
    const { box: from, label, failed: error } = this.#pass(here, to);
    this.#go({ from, to, label, error });
  }

  /** Past the nodes on the way to a place: where control is then. */
  #pass(origin: Origin, to: Target | undefined): Origin {
    let here = origin;
    for (const id of passedBetween(this.#record.graph, origin.at, to) ?? []) {
      this.#go({ from: here.box, to: id, label: here.label, error: here.failed });
      here = this.#standing(id, to);
    }
    return here;
  }

  /** At a node that had nothing to wait for, on the way to a place. */
  #standing(id: Target | undefined, to: Target | undefined): Origin {
    const node = this.#record.graph.nodes[id ?? ''];
    if (!node || id === undefined) return { box: id ?? '', at: undefined, failed: false };
    this.#boxes.add(id);
    const failed = node.error === to && node.then !== to;
    return { box: this.#leaving(id), at: failed ? node.error : node.then, failed };
  }

  /** The box that control leaves a node by. */
  #leaving(node: string): string {
    return this.#record.graph.nodes[node]?.kind === 'fork' ? `${node}#join` : node;
  }

  /** From box to box: branches and loops on the way are boxes; the first of the cases that it goes through names the arrow. */
  #follow({ box, label: lane, failed }: Origin, walk: Walk): void {
    const { points } = this.#record.graph;
    let [from, label, error, isCase] = [box, lane, failed, false];
    for (const [index, to] of walk.entries()) {
      const before = points[walk[index - 1] ?? ''];
      if (before !== undefined && before.error === to && !before.next.includes(to)) error = true;
      const mark = points[to]?.mark;
      if (mark?.kind === 'case') [label, isCase] = isCase ? [label, true] : [mark.label, true];
      else if (mark !== undefined || !Object.hasOwn(points, to)) {
        this.#go({ from, to, label, error });
        [from, label, error, isCase] = [to, undefined, false, false];
      }
    }
  }

  /** A lane ends at its join, which of them its arrow tells. */
  #go({ from, to, label, error }: Hop): void {
    const leaving = this.#drawn.arrows.filter((arrow) => arrow.from === from);
    const there = leaving.filter((arrow) => arrow.to === to);
    const found = there.length > 0 || to !== 'end' ? there : leaving.filter((arrow) => arrow.to.endsWith('#join'));
    const alike = preferring(found, (arrow) => arrow.error === error);
    for (const arrow of alike.length === 1 ? alike : alike.filter((each) => isNamed(each, label))) {
      this.#arrows.add(arrow);
      this.#boxes.add(arrow.from);
      this.#boxes.add(arrow.to);
    }
  }
}

/** What goes through none of the cases is drawn as what its branch does otherwise. */
function isNamed({ label }: Arrow, wanted: string | undefined): boolean {
  return label === wanted || (wanted === '*' && label === 'each item') || (wanted === undefined && label === 'otherwise');
}

interface Hop {
  readonly from: string;
  readonly to: string;
  readonly label?: string | undefined;
  /** Something was thrown on the way. */
  readonly error: boolean;
}

/** Where control comes from, and where it goes next. */
interface Origin {
  readonly box: string;
  readonly at: Target | undefined;
  readonly label?: string;
  /** What was waited for there ended with an error. */
  readonly failed: boolean;
}

/** Those that are so; all, if none is. */
function preferring<T>(all: readonly T[], isSo: (each: T) => boolean): readonly T[] {
  const some = all.filter(isSo);
  return some.length > 0 ? some : all;
}
