/** The decorator of workflow classes. */
import type { WorkflowOptions } from '../policy/options.js';
import { markWorkflow } from './metadata.js';
import type { WorkflowVerdict } from './verdict.js';

/** For classes that can be made and have `run(input)` or `run()`. Works as a legacy and as a TC39 decorator. */
export type WorkflowDecorator = <Class extends object>(workflowClass: Class, context?: ClassDecoratorContext) => WorkflowVerdict<Class>;

/**
 * Marks an exported class as a workflow: the build step compiles it, workers run it.
 *
 * @example @workflow({ name: 'order' }) export class OrderWorkflow { … }
 */
export function workflow(options: WorkflowOptions = {}): WorkflowDecorator {
  // What a decorator answers is for types alone.
  return ((workflowClass: object) => markWorkflow(workflowClass, options)) as WorkflowDecorator;
}

/** The name of a workflow whose decorator gives none: `OrderWorkflow` → `order`, `HTTPImportWorkflow` → `http-import`. */
export function defaultWorkflowName(className: string): string {
  const stem = className.replace(/Workflow$/, '') || className;
  return stem
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
