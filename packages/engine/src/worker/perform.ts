/** Performs one attempt of a task: fresh arguments, its context, its time limit, its abort. */
import { TaskTimeoutError, TransactionMissingError } from '@waystone/core';
import type { Logger, TaskContext } from '@waystone/core';
import type { TaskNode } from '@waystone/core/graph';
import { inTaskScope } from '@waystone/core/runtime';
import type { Clock } from '../ports.js';
import { whenAborted } from '../when-aborted.js';
import type { HeldLane } from './held-lane.js';

export type AttemptOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

export interface PerformPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Never rejects. */
  readonly publish: (status: string, value: unknown) => Promise<void>;
  /** Of a transactional task. */
  readonly transaction?: unknown;
}

/**
 * Resolves when the attempt ended, at its time limit, or when the lane is given up: a result that comes later is
 * discarded. A canceled attempt is waited for, because a task that succeeds all the same has happened and its result
 * must be kept.
 *
 * @throws EnvelopeError if the arguments cannot be read.
 */
export async function perform(held: HeldLane, node: TaskNode, ports: PerformPorts): Promise<AttemptOutcome> {
  const args = held.open().value as readonly unknown[];
  const { timeoutMs } = held.workflow.policy(node.task);
  const abort = new AbortController();
  const stopListening = [whenAborted(held.canceled, (reason) => abort.abort(reason))];
  const cutOff = new Promise<AttemptOutcome>((resolve) => {
    const cut = (error: Error): void => {
      abort.abort(error);
      resolve({ ok: false, error });
    };
    stopListening.push(whenAborted(held.givenUp, cut));
    if (timeoutMs !== null) stopListening.push(ports.clock.after(timeoutMs, () => cut(new TaskTimeoutError(node.task, timeoutMs))));
  });
  const attempt = settle(runAttempt(held, node, args, { ...ports, signal: abort.signal }));
  return Promise.race([attempt, cutOff]).finally(() => stopListening.forEach((stop) => stop()));
}

async function runAttempt(
  held: HeldLane,
  node: TaskNode,
  args: readonly unknown[],
  ports: PerformPorts & { readonly signal: AbortSignal },
): Promise<unknown> {
  const context: TaskContext = {
    instanceId: held.claimed.instanceId,
    workflow: held.workflow.program.graph.workflow,
    node: held.node,
    attempt: held.attempt + 1,
    idempotencyKey: held.idempotencyKey,
    signal: ports.signal,
    logger: ports.logger,
    transaction: () => transactionOf(ports) as never,
  };
  const published: Promise<void>[] = [];
  const publish = (status: string, value: unknown): void => void published.push(ports.publish(status, value));
  try {
    return await inTaskScope({ context, publish }, () => held.workflow.task(node.task)(...args));
  } finally {
    await Promise.all(published);
  }
}

async function settle(promise: Promise<unknown>): Promise<AttemptOutcome> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    return { ok: false, error };
  }
}

function transactionOf({ transaction }: PerformPorts): unknown {
  if (transaction === undefined) throw new TransactionMissingError('task');
  return transaction;
}
