/** Errors of workers: what can be wrong with the code that they are given. */
import { WaystoneError } from './base.js';

const buildCommand = 'npx waystone build';

/** The class was decorated but never built, so there is no graph to run. */
export class WorkflowNotBuiltError extends WaystoneError {
  readonly code = 'WORKFLOW_NOT_BUILT';
  constructor(className: string) {
    super(`class '${className}' has no graph; run: ${buildCommand}`);
  }
}

/** The source changed after the build; running the old graph would run something else than what is written. */
export class StaleBuildError extends WaystoneError {
  readonly code = 'STALE_BUILD';
  constructor(workflow: string, file: string) {
    super(`workflow '${workflow}' was built from another version of ${file}; run: ${buildCommand}`);
  }
}

/** Two workflows of one worker have the same name. */
export class WorkflowDuplicateError extends WaystoneError {
  readonly code = 'WORKFLOW_DUPLICATE';
  constructor(workflow: string) {
    super(`the worker was given two workflows named '${workflow}'; give one of them another name: @workflow({ name: '…' })`);
  }
}

/** The worker lost its lease: it was paused for too long, or could not reach the store. */
export class LeaseLostError extends WaystoneError {
  readonly code = 'LEASE_LOST';
  constructor() {
    super('the worker lost its lease, so other workers go on with what it held; its late results are dropped', { retryable: true });
  }
}

/** The worker stops; aborts the tasks that did not end in its grace time. They are performed again elsewhere. */
export class WorkerStoppedError extends WaystoneError {
  readonly code = 'WORKER_STOPPED';
  constructor() {
    super('the worker is stopping; the task will be performed again by another worker', { retryable: true });
  }
}

/** A worker that has worked and was stopped does not start again. */
export class WorkerEndedError extends WaystoneError {
  readonly code = 'WORKER_ENDED';
  constructor() {
    super('this worker was stopped, and a stopped worker does not start again; make a new Worker');
  }
}

/** What was bound to a workflow is not an instance of its class. */
export class WrongClassError extends WaystoneError {
  readonly code = 'WRONG_CLASS';
  constructor(workflow: string, expected: string, found: string) {
    super(`workflow '${workflow}' was given ${found}; give it an instance: workflows.${workflow}(new ${expected}(…))`);
  }
}
