/** Calls in the wrong place. The compiler refuses what it can see of them; these are for what only run time shows. */
import { WaystoneError } from './base.js';

/** A wait (`sleep`, `receive`, `join`, …) was called where the engine cannot wait: in a task, or in uncompiled code of a flow. */
export class WaitOutsideFlowError extends WaystoneError {
  readonly code = 'WAIT_OUTSIDE_FLOW';
  constructor(call: string, where: 'task' | 'glue') {
    super(
      where === 'task'
        ? `${call} was called in a task; waits belong into flows (run, @flow, @fork, @branch, @loop), a task returns and lets the flow wait`
        : `${call} was called by code that the compiler did not see as a flow; await it directly in run or in a method marked as a flow`,
    );
  }
}

/** `context()` was called in a flow. A flow has no attempt and no idempotency key; only tasks have. */
export class ContextOutsideTaskError extends WaystoneError {
  readonly code = 'CONTEXT_OUTSIDE_TASK';
  constructor() {
    super('context() was called outside a task; call it in a method marked @task()');
  }
}

/** A plain run came to a child whose class needs something for its constructor, and nobody said how it is made. */
export class ChildNotMadeError extends WaystoneError {
  readonly code = 'CHILD_NOT_MADE';
  /** Name of the child's class. */
  readonly className: string;
  constructor(className: string) {
    super(
      `this plain run cannot make a ${className} without what its constructor takes; run it as ` +
        `runPlain({ makeChild: (Class) => (Class === ${className} ? new ${className}(…) : undefined) }, () => …)`,
    );
    this.className = className;
  }
}

/** Something that exists for plain runs (tests in memory) was called on the engine. */
export class PlainOnlyError extends WaystoneError {
  readonly code = 'PLAIN_ONLY';
  constructor(call: string, instead: string) {
    super(`${call} is for plain runs in memory; ${instead}`);
  }
}
