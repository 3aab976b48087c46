/** The untyped client: for tools, and for programs that do not know the workflows they work with. */
import type { InstanceSummary, Store } from '../store/store.js';
import { Connection } from './connection.js';
import type { ClientOptions } from './connection.js';
import { InstanceHandle } from './handle.js';
import { parseFilter } from './list-filter.js';
import type { ListFilter } from './list-filter.js';
import { purge } from './purge.js';
import type { PurgeOptions, PurgeResult } from './purge.js';
import { start } from './start.js';
import type { StartOptions } from './start.js';
import { unknownWorkflow } from './unknown-workflow.js';

/**
 * Starts and finds instances of any workflow, by names.
 *
 * @example
 * const client = new Client(sqlite('orders.db'));
 * for (const { id, status } of await client.list({ workflow: 'order', status: ['parked'] })) console.log(id, status);
 * await client.handle('order-42').signal('approval', { approved: true, by: 'ann' });
 */
export class Client {
  readonly #connection: Connection;

  /** @throws {OptionInvalidError} if an option is not known or has an impossible value. */
  constructor(store: Store, options?: ClientOptions) {
    this.#connection = new Connection(store, options);
  }

  /**
   * Starts an instance of the workflow's latest build that this store has seen.
   *
   * @throws WorkflowUnknownError if no worker or typed client has registered a workflow of that name.
   * @throws InstanceExistsError, InstanceIdInvalidError, OptionInvalidError, ValueNotStorableError
   * @throws TransactionInvalidError, TransactionForeignError: the `transaction` is none of this database.
   */
  async start(workflow: string, id: string, input: unknown, options: StartOptions = {}): Promise<InstanceHandle> {
    const store = await this.#connection.within(options.transaction);
    const graph = await store.latestGraph(workflow);
    if (!graph) throw unknownWorkflow(workflow, await store.workflows());
    await start(this.#connection, { graph, id, input }, options);
    return this.handle(id);
  }

  /** A handle on the instance with this id, whether it exists or not; its methods tell. */
  handle(id: string): InstanceHandle {
    return new InstanceHandle(this.#connection, id);
  }

  /**
   * Instances, newest first.
   *
   * @throws OptionInvalidError, InstantInvalidError: the filter has something that is not known, or an impossible value.
   */
  async list(filter: ListFilter = {}): Promise<readonly InstanceSummary[]> {
    return this.#connection.store.list(parseFilter(filter));
  }

  /**
   * Deletes instances that have ended, with input, outcome, statuses and history, while workers run: in short transactions. It leaves
   * children whose parents live or that somebody waits for, and parents of children that live.
   *
   * @example
   * const { instances } = await client.purge({ endedBefore: Date.now() - 30 * 24 * 3_600_000, status: ['completed'] });
   * @throws OptionInvalidError, InstantInvalidError: an option is not known or has an impossible value.
   * @throws WorkflowUnknownError: a misspelled name would delete nothing, time and again.
   */
  async purge(options: PurgeOptions): Promise<PurgeResult> {
    return purge(this.#connection.store, this.#connection.ports.clock, options);
  }
}
