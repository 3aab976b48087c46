/**
 * Both sides of one boundary: a continuation fits its graph when it is written (else it is our bug) and when it was
 * read back (else the row is damaged or belongs to another graph).
 */
import { ContinuationMismatchError, InvariantError } from '@waystone/core';
import type { Graph, Slot } from '@waystone/core/graph';
import { atEntry, type Continuation, type LaneEntry } from './continuation.js';

function slotsAtEntry(graph: Graph, entry: LaneEntry): readonly Slot[] | undefined {
  if (entry.fork === null) return [];
  const fork = graph.nodes[entry.fork];
  return fork?.kind === 'fork' ? fork.lanes[entry.lane]?.keep : undefined;
}

/** Says what does not fit; `undefined`: it fits. */
function misfit(graph: Graph, { node, kept }: Continuation, entry: LaneEntry): string | undefined {
  const keep = node === atEntry ? slotsAtEntry(graph, entry) : graph.nodes[node]?.keep;
  if (keep === undefined) return 'there is no such place';
  if (Object.keys(kept).length === keep.length && keep.every((slot) => Object.hasOwn(kept, slot))) return undefined;
  return `it keeps slots [${Object.keys(kept).join(', ')}] instead of [${keep.join(', ')}]`;
}

/** Checks a continuation that was read. @throws {ContinuationMismatchError} */
export function assertContinuation(graph: Graph, continuation: Continuation, entry: LaneEntry): void {
  const problem = misfit(graph, continuation, entry);
  if (problem !== undefined) throw new ContinuationMismatchError(continuation.node, problem);
}

/** Checks a continuation that will be written. @throws {InvariantError} */
export function assertStanding(graph: Graph, continuation: Continuation): void {
  const problem = misfit(graph, continuation, { fork: null, lane: 0 });
  if (problem !== undefined) throw new InvariantError(`the continuation at '${continuation.node}' does not fit its graph: ${problem}`);
}
