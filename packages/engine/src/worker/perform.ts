/** Performs one attempt of a task: fresh arguments, its context, its time limit, its abort. */
import { TaskTimeoutError } from '@waystone/core';
import type { Logger } from '@waystone/core';
import type { TaskNode } from '@waystone/core/graph';
import { inTaskScope } from '@waystone/core/runtime';
import type { Clock } from '../ports.js';
import type { HeldLane } from './held-lane.js';

export type AttemptOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

export interface PerformPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Never rejects. */
  readonly publish: (status: string, value: unknown) => Promise<void>;
}

/**
 * Resolves when the attempt ended, or at its time limit: a result that comes later is discarded. A canceled attempt is
 * waited for, because a task that succeeds all the same has happened and its result must be kept.
 */
export async function perform(held: HeldLane, node: TaskNode, ports: PerformPorts): Promise<AttemptOutcome> {
  const { timeoutMs } = held.workflow.policy(node.task);
  const limit = new AbortController();
  const attempt = settle(runAttempt(held, node, ports, AbortSignal.any([held.signal, limit.signal])));
  if (timeoutMs === null) return attempt;
  const error = new TaskTimeoutError(node.task, timeoutMs);
  let cancelTimer = (): void => {};
  const timeout = new Promise<AttemptOutcome>((resolve) => {
    cancelTimer = ports.clock.after(timeoutMs, () => {
      limit.abort(error);
      resolve({ ok: false, error });
    });
  });
  return Promise.race([attempt, timeout]).finally(cancelTimer);
}

async function runAttempt(held: HeldLane, node: TaskNode, ports: PerformPorts, signal: AbortSignal): Promise<unknown> {
  const { program } = held.workflow;
  const args = held.open().value as readonly unknown[];
  const context = {
    instanceId: held.claimed.instanceId,
    workflow: program.graph.workflow,
    node: held.node,
    attempt: held.attempt + 1,
    idempotencyKey: held.idempotencyKey,
    signal,
    logger: ports.logger,
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
