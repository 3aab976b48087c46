/** The decorator of workflow classes. */
import type { Workflow } from '../language/types.js';
import type { WorkflowOptions } from '../policy/options.js';
import { markWorkflow } from './metadata.js';

/** A class with `run(input)` or `run()`. */
export type WorkflowClass = abstract new (...args: never[]) => Workflow;

/** Works as a legacy and as a TC39 class decorator. */
export type WorkflowDecorator = (workflowClass: WorkflowClass, context?: ClassDecoratorContext) => void;

/**
 * Marks an exported class as a workflow: the build step compiles it, workers run it.
 *
 * @example @workflow({ name: 'order' }) export class OrderWorkflow { … }
 */
export function workflow(options: WorkflowOptions = {}): WorkflowDecorator {
  return (workflowClass) => markWorkflow(workflowClass, options);
}

/** The name of a workflow whose decorator gives none: `OrderWorkflow` → `order`, `HTTPImportWorkflow` → `http-import`. */
export function defaultWorkflowName(className: string): string {
  const stem = className.replace(/Workflow$/, '') || className;
  return stem
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
