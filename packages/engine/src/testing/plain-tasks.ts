/**
 * Tasks of a plain run: tried again as their policies say, and asked with copies, as on the engine; nothing is stored.
 */
import { TaskTimeoutError, TestSetupError, assert } from '@waystone/core';
import type { TaskContext } from '@waystone/core';
import { memberName } from '@waystone/core/graph';
import type { Graph } from '@waystone/core/graph';
import { inTaskScope } from '@waystone/core/runtime';
import type { Codec } from '../codec/index.js';
import type { Clock } from '../ports.js';
import { retryDelay } from '../worker/retry.js';
import { quiet } from './machine.js';
import type { Method } from './watched.js';

/** The object whose tasks are performed, and what they tell. */
export interface PlainPerformer {
  readonly id: string;
  readonly graph: Graph;
  readonly codec: Codec;
  readonly clock: Clock;
  /** A step begins; gives its number, from 1. `undefined`: it never ends, since nobody waits for it any more. */
  readonly begin: (task: string, args: readonly unknown[]) => number | undefined;
  /** An attempt has ended. */
  readonly onEnd: () => void;
}

interface Attempt {
  readonly task: string;
  readonly key: string;
  readonly attempt: number;
  readonly limitMs: number | null;
}

/** A task as its class calls it: one step, attempts until one succeeds or the policy gives up. */
export function plainTask(task: string, performer: PlainPerformer, perform: Method): Method {
  const { graph, codec, clock } = performer;
  const policy = graph.tasks[Object.keys(graph.tasks).find((name) => memberName(graph, name) === task) ?? task];
  assert(policy, `task ${task} has no policy`);
  return async (...args) => {
    const step = performer.begin(task, args);
    if (step === undefined) return new Promise(() => {});
    const stored = copied(codec, args);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await performOnce(performer, { task, key: `plain/${step}`, attempt, limitMs: policy.timeoutMs }, () =>
          crossing(codec, (...given) => perform(...given) as Promise<unknown>, stored),
        );
      } catch (error) {
        const delay = retryDelay(policy.retry, attempt, error, { next: () => 0.5 });
        if (delay === undefined) throw error;
        await new Promise<void>((resolve) => clock.after(delay, resolve));
      }
    }
  };
}

async function performOnce<T>(performer: PlainPerformer, { task, key, attempt, limitMs }: Attempt, code: () => Promise<T>): Promise<T> {
  const { id, graph, clock, onEnd } = performer;
  const abort = new AbortController();
  const context: TaskContext = {
    instanceId: id,
    workflow: graph.workflow,
    node: nodeOf(graph, task),
    attempt,
    idempotencyKey: key,
    signal: abort.signal,
    logger: quiet,
    transaction: () => {
      throw new TestSetupError('a plain run has no transaction');
    },
  };
  const cancel = limitMs === null ? () => {} : clock.after(limitMs, () => abort.abort(new TaskTimeoutError(task, limitMs)));
  try {
    // Its statuses tell of themselves.
    return await inTaskScope({ context, publish: () => {} }, code);
  } finally {
    cancel();
    onEnd();
  }
}

/** A failure of a node needs to know it; a plain run knows tasks only, so it takes the first node of the task. */
function nodeOf(graph: Graph, task: string): string {
  const found = Object.entries(graph.nodes).find(([, node]) => node.kind === 'task' && memberName(graph, node.task) === task);
  return found?.[0] ?? task;
}

/** A value as it is read back. */
export function copied<T>(codec: Codec, value: T): T {
  return codec.open(codec.seal(value)) as T;
}

/** Values and errors are copied where they cross into a task or a child, and out of it. */
export async function crossing(codec: Codec, code: (...args: unknown[]) => Promise<unknown>, args: readonly unknown[]): Promise<unknown> {
  try {
    return copied(codec, await code(...copied(codec, [...args])));
  } catch (error) {
    throw copied(codec, error);
  }
}
