/** Performs one attempt of a task: fresh arguments, its context, its time limit, its abort. */
import { TaskTimeoutError, TransactionMissingError } from '@waystone/core';
import type { Logger, TaskContext } from '@waystone/core';
import type { TaskNode } from '@waystone/core/graph';
import { inTaskScope } from '@waystone/core/runtime';
import type { TaskScope, TaskSurroundings } from '@waystone/core/runtime';
import type { Clock } from '../ports.js';
import type { Fence } from '../store/store.js';
import type { HeldLane, Underway } from './held-lane.js';
import { thrownAt } from './thrown-at.js';

export type AttemptOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** Publishes a status. Never rejects. */
export type Publish = (status: string, value: unknown) => Promise<void>;

export interface PerformPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** For the attempt with that fence; asked once, when it publishes. */
  readonly publisher: (fence: Fence) => Publish;
  /** Absent: what surrounds the caller. */
  readonly surroundings?: TaskSurroundings;
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
export function perform(held: HeldLane, node: TaskNode, ports: PerformPorts): Promise<AttemptOutcome> {
  return new Promise((resolve) => new Attempt(held, ports, resolve).begin(node));
}

/**
 * One attempt, and the scope of its task.
 *
 * Always: what it says of itself is what was so when it began, however late it is asked. What few tasks ask for is made when it
 * is asked for.
 */
class Attempt implements Underway, TaskScope {
  readonly endsWithLease: boolean;
  readonly #held: HeldLane;
  readonly #ports: PerformPorts;
  readonly #resolve: (outcome: AttemptOutcome) => void;
  readonly #fence: Fence;
  readonly #node: string;
  readonly #attempt: number;
  #isOver = false;
  #stopTimer: (() => void) | undefined = undefined;
  #abortedFor: Error | undefined = undefined;
  #abort: AbortController | undefined = undefined;
  #context: TaskContext | undefined = undefined;
  #publish: Publish | undefined = undefined;
  #published: Promise<void>[] | undefined = undefined;

  constructor(held: HeldLane, ports: PerformPorts, resolve: (outcome: AttemptOutcome) => void) {
    this.endsWithLease = ports.transaction === undefined;
    this.#held = held;
    this.#ports = ports;
    this.#resolve = resolve;
    this.#fence = held.fence;
    this.#node = held.node;
    this.#attempt = held.attempt + 1;
  }

  begin({ task }: TaskNode): void {
    const { workflow } = this.#held;
    const args = this.#held.takeValue() as readonly unknown[];
    this.#held.begin(this);
    if (this.#isOver) return;
    this.#limit(task, workflow.policy(task).timeoutMs);
    this.#run(() => workflow.call(task, args));
  }

  cancel(reason: Error): void {
    this.#abortedFor ??= reason;
    this.#abort?.abort(this.#abortedFor);
  }

  cutOff(reason: Error): void {
    this.cancel(reason);
    this.#end({ ok: false, error: reason });
  }

  get context(): TaskContext {
    return (this.#context ??= this.#describe());
  }

  publish(status: string, value: unknown): void {
    this.#publish ??= this.#ports.publisher(this.#fence);
    (this.#published ??= []).push(this.#publish(status, value));
  }

  #limit(task: string, timeoutMs: number | null): void {
    if (timeoutMs === null) return;
    this.#stopTimer = this.#ports.clock.after(timeoutMs, () =>
      this.cutOff(thrownAt(this.#held, this.#node, new TaskTimeoutError(task, timeoutMs))),
    );
  }

  #run(task: () => unknown): void {
    try {
      Promise.resolve(this.#enter(task)).then(
        (value) => this.#settle({ ok: true, value }),
        (error: unknown) => this.#settle({ ok: false, error }),
      );
    } catch (error) {
      this.#settle({ ok: false, error });
    }
  }

  #enter(task: () => unknown): unknown {
    const { surroundings } = this.#ports;
    return surroundings ? surroundings.call(this, task) : inTaskScope(this, task);
  }

  /** What it published is stored first. */
  #settle(outcome: AttemptOutcome): void {
    if (this.#published) void Promise.all(this.#published).then(() => this.#end(outcome));
    else this.#end(outcome);
  }

  #end(outcome: AttemptOutcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopTimer?.();
    this.#held.end(this);
    this.#resolve(outcome);
  }

  #describe(): TaskContext {
    const { claimed, workflow } = this.#held;
    const signal = (): AbortSignal => this.#signal();
    return {
      instanceId: claimed.instanceId,
      workflow: workflow.program.graph.workflow,
      node: this.#node,
      attempt: this.#attempt,
      idempotencyKey: `${claimed.uid}/${claimed.lane}/${this.#fence.seq}`,
      get signal() {
        return signal();
      },
      logger: this.#ports.logger,
      transaction: () => transactionOf(this.#ports) as never,
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
