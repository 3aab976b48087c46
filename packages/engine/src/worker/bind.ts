/** Binds an author's instance to what the build step made of its class. */
import type { WorkflowModule } from '@waystone/core/runtime';

/** A workflow that a worker can run: the generated module and the instance with its dependencies. `W`: its class. */
export interface BoundWorkflow<W extends object = object> {
  readonly module: WorkflowModule;
  readonly instance: W;
}

/** Called by the generated index: `workflows.order(new OrderWorkflow(payments, stock))`. */
export function bind<W extends object>(module: WorkflowModule, instance: W): BoundWorkflow<W> {
  return { module, instance };
}
