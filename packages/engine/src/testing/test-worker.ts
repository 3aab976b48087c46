/** The worker of a test: what of it a test may say, and what it serves. */
import { defaultQueue } from '@waystone/core';
import type { OptionNames } from '../options.js';
import type { BoundWorkflow } from '../worker/bind.js';
import type { WorkerOptions } from '../worker/worker-options.js';

/** Options of the worker that a test may want to differ. */
export type TestWorkerOptions = Pick<WorkerOptions, 'concurrency' | 'queues' | 'tags' | 'maxPayloadBytes' | 'logger'>;

/** The names of all of these. */
export const workerNames: OptionNames<TestWorkerOptions> = {
  concurrency: true,
  queues: true,
  tags: true,
  maxPayloadBytes: true,
  logger: true,
};

/** What a worker takes. */
export interface Served {
  readonly graphs: readonly string[];
  readonly queues: readonly string[];
  readonly tags: readonly string[];
}

/** What a worker must serve to run all that these workflows say of themselves. */
export function servedBy(workflows: readonly BoundWorkflow[], worker: TestWorkerOptions = {}): Served {
  const graphs = workflows.map(({ module }) => module.graph);
  const queues = worker.queues ?? [defaultQueue, ...graphs.flatMap(({ queue = [] }) => queue)];
  const tags = worker.tags ?? graphs.flatMap((graph) => Object.values(graph.tasks).flatMap((task) => task.tags ?? []));
  return { graphs: graphs.map(({ hash }) => hash), queues: [...new Set(queues)], tags: [...new Set(tags)] };
}
