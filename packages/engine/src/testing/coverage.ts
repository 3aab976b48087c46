/**
 * Which nodes and arrows of graphs the runs of tests went through: as numbers, as text with the lines of what is missing, and as a
 * drawing.
 */
import { TestSetupError } from '@waystone/core';
import { mermaid, outline } from '@waystone/core/graph';
import type { Arrow, Box, Graph, Outline } from '@waystone/core/graph';
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

/** What of one workflow's graph was covered. */
export interface WorkflowCoverage {
  readonly workflow: string;
  /** Waits, branches and loops. */
  readonly nodes: Share;
  readonly arrows: Share;
  readonly uncovered: readonly Uncovered[];
}

/**
 * Collects what runs cover: give one to the options of all of them.
 *
 * @example
 * const coverage = new Coverage();
 * await runInMemory(workflow, input, { coverage });
 * console.log(coverage.text());
 * await writeFile('coverage.mmd', coverage.mermaid('order'));
 */
export class Coverage {
  readonly #graphs = new Map<string, GraphRecord>();

  /** @internal Called when an environment is closed. */
  add(records: Iterable<GraphRecord>): void {
    for (const record of records) {
      const known = this.#graphs.get(record.graph.workflow);
      if (known?.graph.hash !== record.graph.hash) this.#graphs.set(record.graph.workflow, record);
      else {
        for (const [key, walk] of record.walks) known.walks.set(key, walk);
        for (const [key, move] of record.moves) known.moves.set(key, move);
      }
    }
  }

  /** Of every workflow that a run began or could have begun, by name. */
  workflows(): readonly WorkflowCoverage[] {
    return [...this.#graphs.values()].map((record) => new Traveled(record).summary());
  }

  /** Numbers per workflow, and what was not covered with its line in the source. */
  text(): string {
    return `${this.workflows().map(textOf).join('\n\n')}\n`;
  }

  /**
   * A graph as a Mermaid flowchart: what was covered in green, the rest in red.
   *
   * @throws TestSetupError if no run knew a workflow of that name.
   */
  mermaid(workflow: string): string {
    const record = this.#graphs.get(workflow);
    if (!record) throw new TestSetupError(`no run knew a workflow ${workflow}; there are ${[...this.#graphs.keys()].join(', ') || 'none'}`);
    return new Traveled(record).mermaid();
  }
}

function textOf({ workflow, nodes, arrows, uncovered }: WorkflowCoverage): string {
  const head = `${workflow}: ${nodes.covered} of ${nodes.total} nodes, ${arrows.covered} of ${arrows.total} arrows`;
  const width = Math.max(0, ...uncovered.map(({ node }) => node.length));
  const lines = uncovered.map(
    ({ node, kind, place }) => `  never: ${kind.padEnd(6)} ${node.padEnd(width)}${place === undefined ? '' : `  ${place}`}`,
  );
  return [head, ...lines.map((line) => line.trimEnd())].join('\n');
}

const isEdgeOfDrawing = ({ kind }: Box): boolean => kind === 'start' || kind === 'end';

/** An outline with what was gone through. */
class Traveled {
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
    return {
      workflow: this.#record.graph.workflow,
      nodes: { covered: boxes.length - missing.length, total: boxes.length },
      arrows: { covered: this.#arrows.size, total: this.#drawn.arrows.length },
      uncovered: missing.filter(({ kind }) => kind !== 'join').map(({ id, kind }) => ({ node: id, kind, ...this.#placeOf(id) })),
    };
  }

  mermaid(): string {
    return mermaid(this.#drawn, { boxes: this.#boxes, arrows: this.#arrows });
  }

  #placeOf(id: string): { readonly place?: string } {
    const place = this.#record.places[id];
    return place === undefined ? {} : { place };
  }

  /** Ways with no code in between. */
  #move({ from, isLane, then }: Move): void {
    const to = 'node' in then ? then.node : endOf(then);
    const start = from === undefined ? 'start' : this.#leaving(from);
    if (from !== undefined || !isLane) this.#boxes.add(start);
    if (to !== undefined && 'node' in then) this.#boxes.add(to);
    if (then.kind === 'fork') this.#openLanes(then.node);
    const node = from === undefined ? undefined : this.#record.graph.nodes[from];
    const isDirect = from === undefined ? !isLane && this.#record.graph.entry === to : node?.then === to || node?.error === to;
    if (isDirect && to !== undefined) this.#go(start, to, undefined);
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

function endOf(then: Move['then']): string | undefined {
  if (then.kind === 'fail') return 'failed';
  return then.kind === 'end' ? (then.end === 'completed' ? 'end' : 'failed') : undefined;
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
