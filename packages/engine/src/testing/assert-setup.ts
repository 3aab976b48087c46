/**
 * What tests give the kit is checked where they give it: JavaScript, and values of type `any`, would fail far from there.
 *
 * Always: what is refused says what to give instead.
 */
import { OptionInvalidError, TestSetupError, WorkflowNotBuiltError } from '@waystone/core';
import type { BoundWorkflow } from '../worker/bind.js';
import type { Coverage } from './coverage.js';
import { shown } from './values.js';

const howToBind = 'give what the generated workflows make of an object, such as workflows.order(new OrderWorkflow(…))';

/** @throws TestSetupError if it is no workflow; WorkflowNotBuiltError if it is an object or a class that was not built or not bound. */
export function assertBound(workflow: unknown): asserts workflow is BoundWorkflow {
  if ((typeof workflow !== 'object' && typeof workflow !== 'function') || workflow === null)
    throw new TestSetupError(`${shown(workflow)} is no workflow; ${howToBind}`);
  const { module, instance } = workflow as Partial<BoundWorkflow>;
  if (!module) throw new WorkflowNotBuiltError(nameOf(workflow));
  if (!instance) throw new TestSetupError(`workflow ${module.graph.workflow} has no object; ${howToBind}`);
}

/** @throws OptionInvalidError if it is no list; as {@link assertBound} if one of them is no workflow. */
export function assertAllBound(workflows: unknown): asserts workflows is readonly BoundWorkflow[] {
  if (!Array.isArray(workflows)) throw new OptionInvalidError('workflows', `is ${shown(workflows)}; give a list of workflows`);
  for (const workflow of workflows) assertBound(workflow);
}

/** @throws TestSetupError if it is given and no function. */
export function assertFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw new TestSetupError(`${name} is ${shown(value)}; give a function`);
}

/** @throws OptionInvalidError if it is given and no object. */
export function assertByName(option: string, value: unknown): void {
  if (value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))) return;
  throw new OptionInvalidError(option, `is ${shown(value)}; give an object, by the names of tasks`);
}

/** @throws OptionInvalidError if it is given and collects nothing. */
export function assertCoverage(coverage: Partial<Coverage> | undefined): void {
  if (coverage === undefined || typeof coverage?.add === 'function') return;
  throw new OptionInvalidError('coverage', `is ${shown(coverage)}; give one new Coverage() to all runs`);
}

function nameOf(value: object): string {
  return typeof value === 'function' ? value.name : (value.constructor?.name ?? 'Object');
}
