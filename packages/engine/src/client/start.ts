/** Starts an instance: one atomic statement of the store. */
import { InstanceEndedError, InstanceExistsError, InstanceIdInvalidError, parseInstant } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import { atEntry } from '../interpreter/continuation.js';
import { sealContinuation } from '../interpreter/envelope.js';
import type { Instant } from '../ports.js';
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
}

const maxIdBytes = 256;

/** What to start. */
export interface Beginning {
  readonly graph: Graph;
  readonly id: string;
  readonly input: unknown;
}

export async function start(connection: Connection, beginning: Beginning, options: StartOptions): Promise<void> {
  const { id: instanceId } = beginning;
  assertInstanceId(instanceId);
  const { status } = await connection.store.start(startRequest(connection, beginning, options));
  if (status === 'exists') throw new InstanceExistsError(instanceId);
  if (status === 'ended') throw new InstanceEndedError(instanceId, 'sending it signals');
}

function startRequest({ codec, ports }: Connection, { graph, id: instanceId, input }: Beginning, options: StartOptions): StartRequest {
  return {
    instanceId,
    uid: ports.ids.next(),
    graph,
    // First, so that what cannot be stored is named by its path in the input.
    input: codec.seal(input, 'input'),
    envelope: sealContinuation(codec, { node: atEntry, value: input, kept: {} }, 'input'),
    statuses: Object.entries(graph.statuses).map(([name, { initial }]) => ({ name, envelope: codec.seal(initial, `status ${name}`) })),
    signals: Object.entries(options.send ?? {}).map(([name, value]): SignalInput => {
      assertSignal(graph, name);
      return { name, envelope: codec.seal(value, name) };
    }),
    ...(options.startAt !== undefined && { startAt: parseInstant(options.startAt) }),
    queue: 'default',
    priority: 3,
    onConflict: options.onConflict ?? 'fail',
  };
}

function assertInstanceId(id: unknown): asserts id is string {
  if (typeof id !== 'string') throw new InstanceIdInvalidError(`is ${id === null ? 'null' : `of type ${typeof id}`}`);
  // A database would store another id in its place, under which nobody finds it.
  if (!id.isWellFormed()) throw new InstanceIdInvalidError('has half of a surrogate pair, which is no character');
  const bytes = Buffer.byteLength(id);
  if (bytes === 0) throw new InstanceIdInvalidError('is empty');
  if (bytes > maxIdBytes) throw new InstanceIdInvalidError(`takes ${bytes} bytes`);
}
