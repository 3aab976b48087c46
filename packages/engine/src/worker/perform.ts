/** Performs one attempt of a task: fresh arguments, its context, its time limit, its abort. */
import { TaskTimeoutError, TransactionMissingError } from '@waystone/core';
import type { Logger, TaskContext } from '@waystone/core';
import type { TaskNode } from '@waystone/core/graph';
import { inTaskScope } from '@waystone/core/runtime';
import type { Clock } from '../ports.js';
import type { HeldLane, Underway } from './held-lane.js';

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
  const attempt = new Attempt(held, ports);
  const stopWatching = held.watch(attempt);
  const stopTimer = limit(attempt, { task: node.task, ...held.workflow.policy(node.task) }, ports.clock);
  try {
    return await attempt.run(() => held.workflow.call(node.task, args));
  } finally {
    stopWatching();
    stopTimer?.();
  }
}

interface Limited {
  readonly task: string;
  readonly timeoutMs: number | null;
}

function limit(attempt: Attempt, { task, timeoutMs }: Limited, clock: Clock): (() => void) | undefined {
  return timeoutMs === null ? undefined : clock.after(timeoutMs, () => attempt.cutOff(new TaskTimeoutError(task, timeoutMs)));
}

class Attempt implements Underway {
  readonly #held: HeldLane;
  readonly #ports: PerformPorts;
  /** Made when it is asked for: few tasks look at it. */
  #abort: AbortController | undefined;
  #abortedFor: Error | undefined;
  #cutOffFor: Error | undefined;
  #end: (outcome: AttemptOutcome) => void = () => {};

  constructor(held: HeldLane, ports: PerformPorts) {
    this.#held = held;
    this.#ports = ports;
  }

  cancel(reason: Error): void {
    this.#abortedFor ??= reason;
    this.#abort?.abort(this.#abortedFor);
  }

  cutOff(reason: Error): void {
    this.cancel(reason);
    this.#cutOffFor ??= reason;
    this.#end({ ok: false, error: reason });
  }

  run(task: () => unknown): Promise<AttemptOutcome> {
    return new Promise((resolve) => {
      this.#end = resolve;
      if (this.#cutOffFor) resolve({ ok: false, error: this.#cutOffFor });
      void this.#perform(task).then(resolve);
    });
  }

  async #perform(task: () => unknown): Promise<AttemptOutcome> {
    const published: Promise<void>[] = [];
    const publish = (status: string, value: unknown): void => void published.push(this.#ports.publish(status, value));
    try {
      return { ok: true, value: await inTaskScope({ context: this.#context(), publish }, task) };
    } catch (error) {
      return { ok: false, error };
    } finally {
      if (published.length > 0) await Promise.all(published);
    }
  }

  #context(): TaskContext {
    const [held, ports] = [this.#held, this.#ports];
    const signal = (): AbortSignal => this.#signal();
    return {
      instanceId: held.claimed.instanceId,
      workflow: held.workflow.program.graph.workflow,
      node: held.node,
      attempt: held.attempt + 1,
      idempotencyKey: held.idempotencyKey,
      get signal() {
        return signal();
      },
      logger: ports.logger,
      transaction: () => transactionOf(ports) as never,
    };
  }

  #signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#abortedFor) this.#abort.abort(this.#abortedFor);
    return this.#abort.signal;
  }
}

function transactionOf({ transaction }: PerformPorts): unknown {
  if (transaction === undefined) throw new TransactionMissingError('task');
  return transaction;
}
