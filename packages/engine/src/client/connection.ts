/** What every client of one store shares: the codec, the waits, the known graphs. */
import { StatusUnknownError, SignalUnknownError, assert } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import type { ErrorClass } from '@waystone/core/runtime';
import { createCodec } from '../codec/index.js';
import type { Codec } from '../codec/index.js';
import { systemPorts } from '../ports.js';
import type { Ports } from '../ports.js';
import type { Store } from '../store/store.js';
import { Ends } from './ends.js';

/** Options of clients. */
export interface ClientOptions {
  /** Error classes to rebuild, so that `result()` throws what `instanceof` recognizes. Others keep name, message and fields. */
  readonly errors?: readonly ErrorClass[];
  /** Largest stored size of an input or a signal, in bytes. Default: 32 MiB. */
  readonly maxPayloadBytes?: number;
  /** Time, chance and ids. Default: the machine's own. */
  readonly ports?: Ports;
}

export class Connection {
  readonly codec: Codec;
  readonly ports: Ports;
  readonly ends: Ends;
  readonly #graphs = new Map<string, Promise<Graph>>();

  constructor(
    readonly store: Store,
    options: ClientOptions = {},
  ) {
    const errors = Object.fromEntries((options.errors ?? []).map((error) => [error.name, error]));
    this.codec = createCodec({ errors, ...(options.maxPayloadBytes !== undefined && { maxBytes: options.maxPayloadBytes }) });
    this.ports = options.ports ?? systemPorts;
    this.ends = new Ends(store, this.ports);
  }

  /** The graph of that hash; it is stored with the first instance that uses it. */
  graph(hash: string): Promise<Graph> {
    const known = this.#graphs.get(hash);
    if (known) return known;
    const graph = this.store.graph(hash).then((found) => {
      assert(found, `graph ${hash} of an instance is not stored`);
      return found;
    });
    this.#graphs.set(hash, graph);
    graph.catch(() => this.#graphs.delete(hash));
    return graph;
  }
}

export function assertSignal(graph: Graph, name: string): void {
  if (!graph.signals.includes(name)) throw new SignalUnknownError(graph.workflow, name, graph.signals);
}

export function assertStatus(graph: Graph, name: string): void {
  if (!Object.hasOwn(graph.statuses, name)) throw new StatusUnknownError(graph.workflow, name, Object.keys(graph.statuses));
}
