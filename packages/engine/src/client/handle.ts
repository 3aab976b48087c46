/** A handle: everything a program or a person can ask of one instance. Holds only its id; needs no worker. */
import {
  CanceledError,
  InstanceEndedError,
  InstanceNotFoundError,
  TerminatedError,
  WaitTimeoutError,
  WorkflowFailedError,
  parseDuration,
} from '@waystone/core';
import type { Duration } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import { parseName } from '@waystone/core/runtime';
import { assertOptionNames } from '../options.js';
import type { OptionNames } from '../options.js';
import type { CallerTransaction } from '../store/caller-transaction.js';
import type { RequestResult, SendResult } from '../store/store.js';
import { assertSignal, assertStatus } from './connection.js';
import type { Connection } from './connection.js';
import type { InstanceEnd } from './ends.js';
import { describe, openHistory } from './records.js';
import type { HistoryItem, InstanceDescription } from './records.js';
import { statusReader } from './status-reader.js';
import type { StatusReader } from './status-reader.js';

/** How `result` waits. */
export interface WaitOptions {
  /** Give up after this with {@link WaitTimeoutError}. The instance is not affected. Default: never. */
  readonly timeout?: Duration;
}

/** How a signal is sent. */
export interface SendOptions {
  /** 1 to 256 bytes; sending again with the same id and the same signal name has no effect. Default: every sending counts. */
  readonly id?: string;
  /**
   * A transaction of the caller's in the database that holds the store: the signal is sent if and only if it commits. Until
   * then steps of the instance that are more than going on to the next task wait, so it should end soon. Default: a
   * transaction of its own, durable when this resolves.
   */
  readonly transaction?: CallerTransaction;
}

const waitNames: OptionNames<WaitOptions> = { timeout: true };
const sendNames: OptionNames<SendOptions> = { id: true, transaction: true };

/**
 * One instance, whatever its workflow. Made by `Client.handle`; typed clients give a handle with the signals and statuses of
 * the class as well.
 *
 * @example
 * const handle = client.handle('order-42');
 * await handle.signal('approval', { approved: true });
 * console.log(await handle.result({ timeout: '1m' }));
 */
export class InstanceHandle<Result = unknown> {
  readonly #connection: Connection;
  #graphHash: string | undefined;

  constructor(
    connection: Connection,
    /** The instance's id, as given to `start`. */
    readonly id: string,
    graphHash?: string,
  ) {
    this.#connection = connection;
    this.#graphHash = graphHash;
  }

  /**
   * Waits for the end and gives the result.
   *
   * @throws the workflow's own error if it failed; `CanceledError` if it was canceled; `TerminatedError` if it was terminated.
   * @throws InstanceNotFoundError; WaitTimeoutError if `timeout` passed first. OptionInvalidError, DurationInvalidError
   */
  async result(options: WaitOptions = {}): Promise<Result> {
    assertOptionNames(options, waitNames);
    const graphHash = await this.#known();
    return this.#outcome(graphHash, await this.#end(options));
  }

  /**
   * The instance as it stands: status, lanes and what they wait for, live values, statuses, buffered signals.
   *
   * @throws InstanceNotFoundError
   */
  async describe(): Promise<InstanceDescription> {
    const record = await this.#connection.store.find(this.id);
    if (!record) throw new InstanceNotFoundError(this.id);
    return describe(record, await this.#connection.graph(record.graph), this.#connection.codec);
  }

  /**
   * The attempts that ended, in order; as much of them as the workflow's `history` keeps.
   *
   * Whatever of it cannot be read says so where it stands, and does not hide the rest.
   *
   * @throws InstanceNotFoundError
   */
  async history(): Promise<readonly HistoryItem[]> {
    await this.#known();
    return openHistory(await this.#connection.store.history(this.id), this.#connection.codec);
  }

  /**
   * Stores a message for the instance. It is durable when this resolves, whether or not a worker runs.
   *
   * @throws SignalUnknownError, InstanceEndedError, InstanceNotFoundError, ValueNotStorableError, OptionInvalidError
   * @throws TransactionInvalidError, TransactionForeignError: the transaction is none of this database.
   */
  async signal(name: string, value: unknown, options: SendOptions = {}): Promise<void> {
    assertOptionNames(options, sendNames);
    assertSignal(await this.#graphWithin(options.transaction), name);
    await this.send(name, value, options);
  }

  /** @internal The name was checked by the types. */
  async send(name: string, value: unknown, options: SendOptions = {}): Promise<void> {
    assertOptionNames(options, sendNames);
    const { id, transaction } = options;
    if (id !== undefined) parseName('id', id);
    const envelope = this.#connection.codec.seal(value, name);
    const store = await this.#connection.within(transaction);
    this.#assertLive(await store.send(this.id, { name, envelope, ...(id !== undefined && { id }) }), `signal '${name}'`);
  }

  /**
   * Reads a published value.
   *
   * @throws nothing itself; what it gives throws StatusUnknownError, InstanceNotFoundError
   */
  status(name: string): StatusReader<unknown> {
    return statusReader(this.#connection, this.id, name, async () => assertStatus(await this.#graph(), name));
  }

  /**
   * Asks the instance to cancel: a running task's signal aborts, waits reject with `CanceledError`, cleanup runs, then it ends as
   * canceled. Stored when this resolves; a worker does the rest.
   *
   * @throws InstanceEndedError, InstanceNotFoundError
   */
  async cancel(): Promise<void> {
    this.#assertLive(await this.#connection.store.cancel(this.id), 'cancel');
  }

  /**
   * Ends the instance at once, with no cleanup. A running task is aborted, and what it gives is dropped.
   *
   * @throws InstanceEndedError, InstanceNotFoundError
   */
  async terminate(): Promise<void> {
    const outcome = this.#connection.codec.seal(new TerminatedError(this.id), 'error');
    this.#assertLive(await this.#connection.store.terminate(this.id, outcome), 'terminate');
  }

  /**
   * Starts nothing more until `resume`. A running task ends and its result is kept; signals are kept and timers run on.
   *
   * @throws InstanceEndedError, InstanceNotFoundError
   */
  async pause(): Promise<void> {
    this.#assertLive(await this.#connection.store.pause(this.id), 'pause');
  }

  /** Goes on after `pause`, at the same waits, and tries lanes again that were set aside because they could not go on. */
  async resume(): Promise<void> {
    this.#assertLive(await this.#connection.store.resume(this.id), 'resume');
  }

  /** Nothing is remembered of an instance that may be undone. */
  async #graphWithin(transaction: CallerTransaction | undefined): Promise<Graph> {
    if (transaction === undefined) return this.#graph();
    const store = await this.#connection.within(transaction);
    const hash = await store.graphOf(this.id);
    if (hash === undefined) throw new InstanceNotFoundError(this.id);
    return this.#connection.graph(hash, store);
  }

  async #graph(): Promise<Graph> {
    return this.#connection.graph(await this.#known());
  }

  /** The hash of the instance's graph: asked once, and not at all after a start. */
  async #known(): Promise<string> {
    this.#graphHash ??= await this.#connection.store.graphOf(this.id);
    if (this.#graphHash === undefined) throw new InstanceNotFoundError(this.id);
    return this.#graphHash;
  }

  async #end({ timeout }: WaitOptions): Promise<InstanceEnd> {
    if (timeout === undefined) return this.#connection.ends.of(this.id);
    const limit = new AbortController();
    const timeoutMs = parseDuration(timeout);
    const cancelTimer = this.#connection.ports.clock.after(timeoutMs, () => limit.abort(new WaitTimeoutError(this.id, timeoutMs)));
    return this.#connection.ends.of(this.id, limit.signal).finally(cancelTimer);
  }

  #outcome(graphHash: string, { end, outcome }: InstanceEnd): Result {
    if (!outcome) throw new TerminatedError(this.id);
    const content = this.#connection.openOutcome(graphHash, outcome);
    if (end === 'completed') return content as Result;
    if (content instanceof Error) throw content;
    throw end === 'canceled' ? new CanceledError() : new WorkflowFailedError(this.id, content);
  }

  #assertLive(result: SendResult | RequestResult, attempted: string): void {
    if (result === 'unknown') throw new InstanceNotFoundError(this.id);
    if (result === 'ended') throw new InstanceEndedError(this.id, attempted);
  }
}
