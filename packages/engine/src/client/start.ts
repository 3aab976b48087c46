/** Starts an instance: one atomic statement of the store. */
import { InstanceEndedError, InstanceExistsError, parseInstant } from '@waystone/core';
import type { Priority } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import { assertInstanceId } from '@waystone/core/runtime';
import { sealBeginning } from '../beginning.js';
import { assertAmong, assertOptionNames } from '../options.js';
import type { OptionNames } from '../options.js';
import { placementFor } from '../placement.js';
import type { Instant } from '../ports.js';
import type { CallerTransaction } from '../store/caller-transaction.js';
import type { SignalInput, StartRequest } from '../store/store.js';
import { assertSignal } from './connection.js';
import type { Connection } from './connection.js';

/** How an instance is started. */
export interface StartOptions {
  /** Signals that arrive with the start, by name: in one act, nothing lost in between. */
  readonly send?: Readonly<Record<string, unknown>>;
  /** Not before this. Default: now. */
  readonly startAt?: Date | Instant;
  /**
   * If the id is taken: `fail` (default) throws `InstanceExistsError`; `useExisting` gives the one that is there (and
   * sends it the signals), and throws too if that is of another workflow; `terminateExisting` ends it with no cleanup
   * and starts anew.
   */
  readonly onConflict?: StartRequest['onConflict'];
  /** Only workers that serve this queue take it: 1 to 256 bytes. Default: what `@workflow` says, or `'default'`. */
  readonly queue?: string;
  /** 1 goes first, 5 last; after 30 s it goes as one of the next better priority. Default: what `@workflow` says, or 3. */
  readonly priority?: Priority;
  /** Only workers that have all of these take any part of it, each 1 to 256 bytes. Default: none. */
  readonly tags?: readonly string[];
  /**
   * A transaction of the caller's in the database that holds the store: the start takes effect if and only if it commits, and
   * until then nobody sees the instance, not even its handle. Its statements are awaited before the next, and it is not kept.
   * Default: a transaction of its own, durable when `start` resolves.
   */
  readonly transaction?: CallerTransaction;
}

/** What to start. */
export interface Beginning {
  readonly graph: Graph;
  readonly id: string;
  readonly input: unknown;
}

/** The names of all options of a start. */
export const startOptionNames: OptionNames<StartOptions> = {
  send: true,
  startAt: true,
  onConflict: true,
  queue: true,
  priority: true,
  tags: true,
  transaction: true,
};

export async function start(connection: Connection, beginning: Beginning, options: StartOptions): Promise<void> {
  const { id: instanceId } = beginning;
  assertOptionNames(options, startOptionNames);
  assertInstanceId(instanceId);
  const request = startRequest(connection, beginning, options);
  const store = await connection.within(options.transaction);
  const { status } = await store.start(request);
  if (status === 'exists') throw new InstanceExistsError(instanceId);
  if (status === 'ended') throw new InstanceEndedError(instanceId, 'sending it signals');
}

const conflicts: readonly StartRequest['onConflict'][] = ['fail', 'useExisting', 'terminateExisting'];

function startRequest({ codec, ports }: Connection, { graph, id: instanceId, input }: Beginning, options: StartOptions): StartRequest {
  const { onConflict = 'fail' } = options;
  // One that is misspelled would be no conflict at all, and nothing started.
  assertAmong('onConflict', onConflict, conflicts);
  return {
    instanceId,
    uid: ports.ids.next(),
    ...sealBeginning(codec, graph, input),
    signals: Object.entries(options.send ?? {}).map(([name, value]): SignalInput => {
      assertSignal(graph, name);
      return { name, envelope: codec.seal(value, name) };
    }),
    ...(options.startAt !== undefined && { startAt: parseInstant(options.startAt) }),
    ...placementFor(graph, options),
    onConflict,
  };
}
