/** The graph that an instance runs: stored with it, so that it can be drawn whatever code there is. */
import { assert, InstanceNotFoundError } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import type { StoreOptions } from '../config/locate-store.js';
import type { Session } from '../session.js';
import { withStore } from './with-store.js';

/** Throws `InstanceNotFoundError` and `StoreMissingError`. */
export async function instanceGraph(session: Session, id: string, options: StoreOptions): Promise<Graph> {
  return withStore(session, options, async (store) => {
    const hash = await store.graphOf(id);
    if (hash === undefined) throw new InstanceNotFoundError(id);
    const graph = await store.graph(hash);
    assert(graph !== undefined, `graph ${hash} of instance '${id}' is not stored`);
    return graph;
  });
}
