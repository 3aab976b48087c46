/** Errors of clients: what can be wrong with a start, a signal or a question. */
import { WaystoneError } from './base.js';

/** Start found the id taken. Ids are idempotency keys, unique over all workflows. */
export class InstanceExistsError extends WaystoneError {
  readonly code = 'INSTANCE_EXISTS';
  readonly instanceId: string;
  constructor(instanceId: string) {
    super(`instance '${instanceId}' exists already; choose another id (a client may also start with onConflict: 'useExisting')`);
    this.instanceId = instanceId;
  }
}

/** No instance has this id. */
export class InstanceNotFoundError extends WaystoneError {
  readonly code = 'INSTANCE_NOT_FOUND';
  readonly instanceId: string;
  constructor(instanceId: string) {
    super(`there is no instance '${instanceId}' in this store; start it first, or check the id and the store`);
    this.instanceId = instanceId;
  }
}

/** The instance has ended, so nothing can be sent to it or asked of it any more. */
export class InstanceEndedError extends WaystoneError {
  readonly code = 'INSTANCE_ENDED';
  readonly instanceId: string;
  constructor(instanceId: string, attempted: string) {
    super(`instance '${instanceId}' has ended, so ${attempted} is no longer possible; its outcome can still be read`);
    this.instanceId = instanceId;
  }
}

/** The id given to start is not one. */
export class InstanceIdInvalidError extends WaystoneError {
  readonly code = 'INSTANCE_ID_INVALID';
  constructor(problem: string) {
    super(`the instance id ${problem}; give a text of 1 to 256 bytes`);
  }
}

/** The client does not know a workflow of this name, or the instance belongs to another one. */
export class WorkflowUnknownError extends WaystoneError {
  readonly code = 'WORKFLOW_UNKNOWN';
  readonly workflow: string;
  /** @param advice What to do about it, beyond taking one of those that are known. */
  constructor(workflow: string, known: readonly string[], advice?: string) {
    const listed = known.length > 0 ? known.join(', ') : 'none';
    super(`there is no workflow '${workflow}' here; known: ${listed}${advice === undefined ? '' : `; ${advice}`}`);
    this.workflow = workflow;
  }
}

/** The workflow has no signal of this name. */
export class SignalUnknownError extends WaystoneError {
  readonly code = 'SIGNAL_UNKNOWN';
  readonly signal: string;
  constructor(workflow: string, signal: string, known: readonly string[]) {
    super(`workflow '${workflow}' has no signal '${signal}'; it has: ${known.length > 0 ? known.join(', ') : 'none'}`);
    this.signal = signal;
  }
}

/** The workflow has no status of this name. */
export class StatusUnknownError extends WaystoneError {
  readonly code = 'STATUS_UNKNOWN';
  readonly status: string;
  constructor(workflow: string, status: string, known: readonly string[]) {
    super(`workflow '${workflow}' has no status '${status}'; it has: ${known.length > 0 ? known.join(', ') : 'none'}`);
    this.status = status;
  }
}

/**
 * The instance failed with something that is not an `Error` object, or with one that cannot be rebuilt here. If the
 * workflow failed with an error, `result()` throws that error itself.
 */
export class WorkflowFailedError extends WaystoneError {
  readonly code = 'WORKFLOW_FAILED';
  readonly instanceId: string;
  constructor(instanceId: string, cause: unknown) {
    super(`instance '${instanceId}' failed; see cause`, { cause });
    this.instanceId = instanceId;
  }
}

/** The instance was ended by `terminate`, or with its parent, with no cleanup. */
export class TerminatedError extends WaystoneError {
  readonly code = 'TERMINATED';
  readonly instanceId: string;
  constructor(instanceId: string) {
    super(`instance '${instanceId}' was terminated, with no cleanup`);
    this.instanceId = instanceId;
  }
}

/** `result({ timeout })` waited that long. The instance goes on. */
export class WaitTimeoutError extends WaystoneError {
  readonly code = 'WAIT_TIMEOUT';
  readonly instanceId: string;
  constructor(instanceId: string, timeoutMs: number) {
    super(`instance '${instanceId}' did not end within ${timeoutMs} ms; it goes on, so wait again or look at it with describe()`, {
      retryable: true,
    });
    this.instanceId = instanceId;
  }
}
