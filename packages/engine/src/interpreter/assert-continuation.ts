/**
 * Both sides of one boundary: a continuation fits its graph when it is written (else it is our bug) and when it was
 * read back (else the row is damaged or belongs to another graph).
 */
import { ContinuationMismatchError, InvariantError, assert } from '@waystone/core';
import type { Graph, Slot } from '@waystone/core/graph';
import { atEntry, type Continuation, type LaneEntry, type Origin } from './continuation.js';

const none: readonly Slot[] = [];

function slotsAtEntry(graph: Graph, entry: LaneEntry): readonly Slot[] | undefined {
  if (entry.fork === null) return none;
  const fork = graph.nodes[entry.fork];
  return fork?.kind === 'fork' ? fork.lanes[entry.lane]?.keep : undefined;
}

function holds(kept: Continuation['kept'], keep: readonly Slot[]): boolean {
  return keep.every((slot) => slot in kept);
}

function difference(kept: Continuation['kept'], keep: readonly Slot[]): string {
  return `it keeps slots [${Object.keys(kept).join(', ')}] instead of [${keep.join(', ')}]`;
}

/** Checks what a lane goes on from; gives the slots that it keeps there. @throws {ContinuationMismatchError} */
export function assertOrigin(graph: Graph, { node, kept }: Origin, entry: LaneEntry): readonly Slot[] {
  const keep = node === atEntry ? slotsAtEntry(graph, entry) : graph.nodes[node]?.keep;
  if (keep === undefined) throw new ContinuationMismatchError(node, 'there is no such place');
  if (!holds(kept, keep)) throw new ContinuationMismatchError(node, difference(kept, keep));
  return keep;
}

/** Checks a continuation that will be written. @throws {InvariantError} */
export function assertStanding(graph: Graph, { node, kept }: Continuation): void {
  const keep = graph.nodes[node]?.keep;
  assert(keep !== undefined, `there is no node '${node}'`);
  if (!holds(kept, keep)) throw new InvariantError(`the continuation at '${node}' does not fit its graph: ${difference(kept, keep)}`);
}
