/**
 * The typed face of a client: what a workflow's class says, without loading any of its code.
 */
import type { InputOf, ResultOf, SignalsOf, StatusesOf, Workflow } from '@waystone/core';
import { memberName, type Graph } from '@waystone/core/graph';
import type { InstanceSummary, Store } from '../store/store.js';
import { Connection } from './connection.js';
import type { ClientOptions } from './connection.js';
import { InstanceHandle } from './handle.js';
import type { SendOptions } from './handle.js';
import { parseFilter } from './list-filter.js';
import type { ListFilter } from './list-filter.js';
import { start } from './start.js';
import type { StartOptions } from './start.js';
import { statusReader } from './status-reader.js';
import type { StatusReader } from './status-reader.js';

/** Sends one of the workflow's signals. */
export interface SignalSender<T> {
  /**
   * Stores a message for the instance; durable when this resolves, whether or not a worker runs.
   *
   * @throws InstanceEndedError, InstanceNotFoundError, ValueNotStorableError, OptionInvalidError
   */
  send(value: T, options?: SendOptions): Promise<void>;
}

/** A handle with the workflow's own signals and statuses, by the names of its fields. */
export type WorkflowHandle<W extends Workflow> = InstanceHandle<ResultOf<W>> & {
  readonly [K in keyof SignalsOf<W>]: SignalSender<SignalsOf<W>[K]>;
} & { readonly [K in keyof StatusesOf<W>]: StatusReader<StatusesOf<W>[K]> };

/** {@link StartOptions} with the signals of the class. */
export interface TypedStartOptions<W extends Workflow> extends Omit<StartOptions, 'send'> {
  /** Signals that arrive with the start, by name: in one act, nothing lost in between. */
  readonly send?: Partial<SignalsOf<W>>;
}

/** Starts and finds the instances of one workflow. */
export interface WorkflowClient<W extends Workflow> {
  /**
   * Starts an instance. `id` is the caller's: it is the idempotency key, unique over all workflows, 1 to 256 bytes.
   * It is durable when this resolves, whether or not a worker runs.
   *
   * @throws InstanceExistsError (see `onConflict`), InstanceIdInvalidError, OptionInvalidError, ValueNotStorableError, ValueTooLargeError
   * @throws TransactionInvalidError, TransactionForeignError: the `transaction` is none of this database.
   */
  start(id: string, input: InputOf<W>, options?: TypedStartOptions<W>): Promise<WorkflowHandle<W>>;
  /** A handle on the instance with this id, whether it exists or not; its methods tell. */
  get(id: string): WorkflowHandle<W>;
  /**
   * Instances of this workflow, newest first.
   *
   * @throws OptionInvalidError, InstantInvalidError: the filter has something that is not known, or an impossible value.
   */
  list(filter?: Omit<ListFilter, 'workflow'>): Promise<readonly InstanceSummary[]>;
}

/** Called by the generated index: `clients(store).order`. */
export function typedClient<W extends Workflow>(store: Store, graph: Graph, options?: ClientOptions): WorkflowClient<W> {
  const connection = new Connection(store, options);
  const handle = (id: string, graphHash?: string): WorkflowHandle<W> => {
    const instance = new InstanceHandle<ResultOf<W>>(connection, id, graphHash);
    return Object.assign(instance, fieldsOf(connection, instance, graph)) as WorkflowHandle<W>;
  };
  return {
    start: async (id, input, { send, ...startOptions } = {}) => {
      await start(connection, { graph, id, input }, { ...startOptions, ...(send && { send: namedAsStored(graph, send) }) });
      // A transaction may still be undone, and then there is no instance.
      return startOptions.transaction === undefined ? handle(id, graph.hash) : handle(id);
    },
    get: (id) => handle(id),
    list: async (filter = {}) => store.list({ ...parseFilter(filter), workflow: graph.workflow }),
  };
}

/** Signals by the names of their fields, as the store knows them. */
function namedAsStored(graph: Graph, send: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const stored = new Map(graph.signals.map((name) => [memberName(graph, name), name]));
  return Object.fromEntries(Object.entries(send).map(([field, value]) => [stored.get(field) ?? field, value]));
}

function fieldsOf(connection: Connection, instance: InstanceHandle, graph: Graph): Record<string, unknown> {
  const senders = graph.signals.map((name): [string, SignalSender<unknown>] => [
    memberName(graph, name),
    { send: (value, options) => instance.send(name, value, options) },
  ]);
  const readers = Object.keys(graph.statuses).map(
    (name) => [memberName(graph, name), statusReader(connection, instance.id, name, async () => {})] as const,
  );
  return Object.fromEntries([...senders, ...readers]);
}
