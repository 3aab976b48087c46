/**
 * Scopes: where a piece of the author's code is running. The same class is plain code and compiled code; what
 * `this.stage.set(v)` or `sleep('1s')` mean depends on the scope.
 *
 * - *flow*: code between two waits, called by the interpreter. Synchronous, so a module variable holds it.
 * - *task*: a task performed by a worker. Asynchronous, so an `AsyncLocalStorage` holds it.
 * - *plain*: everywhere else. Everything works in memory.
 *
 * Always: a flow scope ends before the interpreter returns, also when the author's code throws.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { TaskContext } from '../language/context.js';

/** Collects what code between two waits makes visible. */
export interface FlowScope {
  /** Publishes with the step's commit. */
  publish(status: string, value: unknown): void;
}

/** What a task sees of the worker that performs it. */
export interface TaskScope {
  readonly context: TaskContext;
  /** Makes a status visible at once. Never throws and never blocks: the worker sees to it. */
  publish(status: string, value: unknown): void;
}

const taskScopes = new AsyncLocalStorage<TaskScope>();
let flowScope: FlowScope | undefined;

/** Calls `code` in the flow scope. */
export function inFlowScope<T>(scope: FlowScope, code: () => T): T {
  const outer = flowScope;
  flowScope = scope;
  try {
    return code();
  } finally {
    flowScope = outer;
  }
}

/** Calls `task` in the task scope; the scope holds for everything that `task` calls and awaits. */
export function inTaskScope<T>(scope: TaskScope, task: () => T): T {
  return taskScopes.run(scope, task);
}

/**
 * What surrounds tasks: the asynchronous context of whoever makes it. So a task sees what a worker was made with (the stores of
 * `AsyncLocalStorage`), and nothing of a client that happens to start an instance in the same process.
 */
export class TaskSurroundings {
  readonly #resource = new AsyncResource('waystone.tasks', { requireManualDestroy: true });

  /** Calls `task` here, in the task scope; both hold for everything that `task` calls and awaits. */
  call<T>(scope: TaskScope, task: () => T): T {
    // Not `run`, which makes a context to go back to as well.
    return this.#resource.runInAsyncScope(enter<T>, undefined, scope, task);
  }
}

function enter<T>(scope: TaskScope, task: () => T): T {
  taskScopes.enterWith(scope);
  return task();
}

/** Where the calling code runs. */
export type Scope =
  { readonly kind: 'flow'; readonly flow: FlowScope } | { readonly kind: 'task'; readonly task: TaskScope } | { readonly kind: 'plain' };

const plainScope: Scope = { kind: 'plain' };

/** The scope of the calling code. */
export function currentScope(): Scope {
  if (flowScope !== undefined) return { kind: 'flow', flow: flowScope };
  const task = taskScopes.getStore();
  return task === undefined ? plainScope : { kind: 'task', task };
}
