/** What an instance begins with, sealed: the same for a client that starts it and for a parent. */
import type { Graph } from '@waystone/core/graph';
import type { Codec } from './codec/index.js';
import { atEntry } from './interpreter/continuation.js';
import { sealContinuation } from './interpreter/envelope.js';
import type { StartRequest } from './store/store.js';

/**
 * Seals an input and the first values of the statuses.
 *
 * @throws {ValueNotStorableError} naming the path in the input; {ValueTooLargeError}
 */
export function sealBeginning(codec: Codec, graph: Graph, input: unknown): Pick<StartRequest, 'graph' | 'input' | 'envelope' | 'statuses'> {
  return {
    graph,
    // First, so that what cannot be stored is named by its path in the input.
    input: codec.seal(input, 'input'),
    envelope: sealContinuation(codec, { node: atEntry, value: input, kept: {} }, 'input'),
    statuses: Object.entries(graph.statuses).map(([name, { initial }]) => ({ name, envelope: codec.seal(initial, `status ${name}`) })),
  };
}
