/** Binds an author's instance to what the build step made of its class. */
import type { WorkflowModule } from '@waystone/core/runtime';

/** A workflow that a worker can run: the generated module and the instance with its dependencies. */
export interface BoundWorkflow {
  readonly module: WorkflowModule;
  readonly instance: object;
}

/** Called by the generated index: `workflows.order(new OrderWorkflow(payments, stock))`. */
export function bind<W extends object>(module: WorkflowModule, instance: W): BoundWorkflow {
  return { module, instance };
}
