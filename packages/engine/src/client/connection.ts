/** What every client of one store shares: the codec, the waits, the known graphs. */
import { StatusUnknownError, SignalUnknownError, assert } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import type { ErrorClass } from '@waystone/core/runtime';
import { AskedTogether } from '../asked-together.js';
import { createCodec, knownErrors } from '../codec/index.js';
import type { Codec, CodecOptions } from '../codec/index.js';
import { systemPorts } from '../ports.js';
import type { Ports } from '../ports.js';
import { assertOptionNames, assertWholeOrInfinity } from '../options.js';
import type { OptionNames } from '../options.js';
import type { CallerTransaction } from '../store/caller-transaction.js';
import type { Store, StoreWithin } from '../store/store.js';
import { Ends } from './ends.js';

/** Options of clients. */
export interface ClientOptions {
  /**
   * Error classes to rebuild, so that `result()` throws what `instanceof` recognizes. Those of the workflows that a
   * worker runs on the same store object are known already. Others keep name, message and fields.
   */
  readonly errors?: readonly ErrorClass[];
  /** Largest stored size of an input or a signal, in bytes. Default: 32 MiB. */
  readonly maxPayloadBytes?: number;
  /** Time, chance and ids. Default: the machine's own. */
  readonly ports?: Ports;
}

const names: OptionNames<ClientOptions> = { errors: true, maxPayloadBytes: true, ports: true };

export class Connection {
  readonly codec: Codec;
  readonly ports: Ports;
  readonly ends: Ends;
  readonly #codecOptions: CodecOptions;
  /** With the error classes of a workflow, by these. */
  readonly #codecs = new WeakMap<object, Codec>();
  readonly #areEnded = new AskedTogether((ids: readonly string[]) => this.#whetherEnded(ids));
  readonly #graphs = new Map<string, Promise<Graph>>();

  constructor(
    readonly store: Store,
    options: ClientOptions = {},
  ) {
    assertOptionNames(options, names);
    if (options.maxPayloadBytes !== undefined) assertWholeOrInfinity('maxPayloadBytes', options.maxPayloadBytes);
    const errors = Object.fromEntries((options.errors ?? []).map((error) => [error.name, error]));
    this.#codecOptions = { errors, ...(options.maxPayloadBytes !== undefined && { maxBytes: options.maxPayloadBytes }) };
    this.codec = createCodec(this.#codecOptions);
    this.ports = options.ports ?? systemPorts;
    this.ends = new Ends(store, this.ports);
  }

  /** The store, within the caller's transaction if there is one. */
  async within(transaction: CallerTransaction | undefined): Promise<StoreWithin> {
    return transaction === undefined ? this.store : this.store.within(transaction);
  }

  /** Whether the instance has ended; what is stored of it is final then. */
  isEnded(instanceId: string): Promise<boolean> {
    return this.#areEnded.ask(instanceId);
  }

  /** Opens how an instance of that graph ended, with every error class that is known in this process. */
  openOutcome(graphHash: string, outcome: Uint8Array): unknown {
    return this.#codecOf(knownErrors(this.store, graphHash)).open(outcome);
  }

  async #whetherEnded(ids: readonly string[]): Promise<readonly boolean[]> {
    const ended = new Set((await this.store.outcomes(ids)).map(({ id }) => id));
    return ids.map((id) => ended.has(id));
  }

  #codecOf(known: object): Codec {
    const made = this.#codecs.get(known);
    if (made) return made;
    const codec = createCodec({ ...this.#codecOptions, errors: { ...known, ...this.#codecOptions.errors } });
    this.#codecs.set(known, codec);
    return codec;
  }

  /** The graph of that hash; it is stored with the first instance that uses it. What it says does not depend on where it is read. */
  graph(hash: string, store: StoreWithin = this.store): Promise<Graph> {
    const known = this.#graphs.get(hash);
    if (known) return known;
    const graph = store.graph(hash).then((found) => {
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
