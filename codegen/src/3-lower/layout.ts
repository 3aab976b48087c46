/**
 * Lays a graph out: which blocks become points and which are printed inside another, which variables live in the frame
 * and which are plain locals, and what everything is called.
 *
 * Always: slots and names are given in the order in which control meets things, so formatting and the order of methods
 * change nothing; a variable that is in the code of one point only, and is not live when it starts, needs no slot.
 */
import type { Block, LaneIr, Place, Variable, WaitIr } from './ir.js';
import type { Liveness } from './liveness.js';
import type { Names } from './names.js';
import { codesOf, namedPlaces, nextPlaces, variablesOf } from './references.js';
import type { Simplified } from './simplify.js';

/** A block with a name of its own, and those printed inside it. */
export interface PointIr {
  readonly id: string;
  readonly root: Block;
  /** The root and the blocks printed inside, in order. */
  readonly blocks: readonly Block[];
  readonly error?: Block;
}

export interface WaitLayout {
  readonly wait: WaitIr;
  /** Live across the wait, by slot number. */
  readonly kept: readonly Variable[];
  /** What each lane reads of the surrounding frame. */
  readonly lanes: readonly { readonly lane: LaneIr; readonly kept: readonly Variable[] }[];
}

export interface Layout {
  readonly entry: Block;
  readonly points: readonly PointIr[];
  readonly waits: readonly WaitLayout[];
  /** Variables in the frame, by slot number. */
  readonly slots: readonly Variable[];
  /** The slot number of a variable; `undefined`: it is not in the frame. */
  slotOf(variable: Variable): number | undefined;
  readonly names: Names;
  /** Values that a turn of a loop hands to the next one, per loop whose body waits. */
  readonly carried: readonly { readonly head: Block; readonly variables: readonly Variable[] }[];
  idOf(place: Place): string;
  isInside(block: Block): boolean;
}

export function makeLayout(graph: Simplified, liveness: Liveness, names: Names): Layout {
  const inside = findInside(graph);
  const ids = nameBlocks(graph, inside);
  const blocks = new Set(graph.blocks);
  const points = graph.blocks.filter((block) => !inside.has(block)).map((root) => pointOf(root, { inside, ids, blocks }));
  const slots = findSlots(points, liveness);
  const numbers = new Map(slots.map((variable, slot) => [variable, slot]));
  const ordered = (live: ReadonlySet<Variable>): Variable[] =>
    [...live].toSorted((one, other) => (numbers.get(one) ?? 0) - (numbers.get(other) ?? 0));
  return {
    entry: graph.entry,
    points,
    slots,
    slotOf: (variable) => numbers.get(variable),
    names,
    waits: graph.waits.map((wait) => ({
      wait,
      kept: ordered(liveness.kept(wait)),
      lanes: lanesOf(wait).map((lane) => ({ lane, kept: ordered(liveness.at(lane.entry)) })),
    })),
    carried: graph.blocks.filter(({ isLoopHead }) => isLoopHead).map((head) => ({ head, variables: [...liveness.at(head)] })),
    idOf: (place) => (place.kind === 'end' ? 'end' : place.kind === 'wait' ? place.id : (ids.get(place) ?? place.name)),
    isInside: (block) => inside.has(block),
  };
}

function lanesOf(wait: WaitIr): readonly LaneIr[] {
  return wait.wait === 'fork' ? wait.lanes : [];
}

/** A block that one exit alone leads to is printed there, if its throws go to the same place. */
function findInside(graph: Simplified): ReadonlySet<Block> {
  const counts = countReferences(graph);
  const inside = new Set<Block>();
  for (const { exit, handler } of graph.blocks) {
    const targets = exit.kind === 'jump' ? [exit.to] : exit.kind === 'if' ? [exit.then, exit.else] : [];
    for (const target of targets) {
      const fits = target.kind === 'block' && target !== graph.entry && !target.mark && target.handler === handler;
      if (fits && counts.get(target) === 1) inside.add(target);
    }
  }
  return inside;
}

/** How often each place is referred to. */
function countReferences({ blocks, waits }: Simplified): Map<Place, number> {
  const counts = new Map<Place, number>();
  const count = (place: Place | undefined): void => void (place && counts.set(place, (counts.get(place) ?? 0) + 1));
  for (const block of blocks) [...nextPlaces(block), ...namedPlaces(codesOf(block)), block.handler].forEach(count);
  for (const wait of waits) [wait.then, wait.error, ...lanesOf(wait).map(({ entry }) => entry)].forEach(count);
  return counts;
}

function nameBlocks({ blocks, waits }: Simplified, inside: ReadonlySet<Block>): Map<Block, string> {
  const taken = new Set(waits.map(({ id }) => id));
  const ids = new Map<Block, string>();
  const counts = new Map<string, number>();
  for (const block of blocks) if (!inside.has(block)) ids.set(block, takeId(block.name, taken, counts));
  return ids;
}

/** `run/loop`, then `run/loop-2`. `counts`: how far each name was counted. */
function takeId(name: string, taken: Set<string>, counts: Map<string, number>): string {
  let count = counts.get(name) ?? 1;
  const numbered = (): string => (count === 1 ? name : `${name}-${count}`);
  while (taken.has(numbered())) count += 1;
  counts.set(name, count);
  taken.add(numbered());
  return numbered();
}

interface Surroundings {
  readonly inside: ReadonlySet<Block>;
  readonly ids: ReadonlyMap<Block, string>;
  readonly blocks: ReadonlySet<Block>;
}

function pointOf(root: Block, { inside, ids, blocks }: Surroundings): PointIr {
  const error = root.handler && blocks.has(root.handler) ? { error: root.handler } : {};
  return { id: ids.get(root) ?? root.name, root, blocks: blocksInside(root, inside), ...error };
}

function blocksInside(root: Block, inside: ReadonlySet<Block>): Block[] {
  const { exit } = root;
  const targets = exit.kind === 'jump' ? [exit.to] : exit.kind === 'if' ? [exit.then, exit.else] : [];
  return [root, ...targets.flatMap((target) => (target.kind === 'block' && inside.has(target) ? blocksInside(target, inside) : []))];
}

/** The variables that must be in the frame, in the order in which points mention them. */
function findSlots(points: readonly PointIr[], liveness: Liveness): Variable[] {
  const seenIn = new Map<Variable, PointIr>();
  const slots = new Set<Variable>();
  const order = new Set<Variable>();
  for (const point of points) {
    for (const variable of liveness.at(point.root)) slots.add(variable);
    for (const variable of variablesIn(point)) {
      order.add(variable);
      if (variable.guard) slots.add(variable);
      if ((seenIn.get(variable) ?? point) !== point) slots.add(variable);
      seenIn.set(variable, point);
    }
  }
  return [...order].filter((variable) => slots.has(variable));
}

/** Every variable that a point's code mentions, parameters and completions included. */
export function variablesIn({ blocks }: PointIr): Variable[] {
  return blocks.flatMap((block) => [
    ...(block.param ? [block.param] : []),
    ...codesOf(block).flatMap(variablesOf),
    ...(block.exit.kind === 'route' ? [block.exit.completion] : []),
  ]);
}
