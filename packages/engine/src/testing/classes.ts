/** Which of the workflows of a test a class means. */
import { TestSetupError } from '@waystone/core';
import type { BoundWorkflow } from '../worker/bind.js';
import { shown } from './values.js';

/** A class, by its objects alone. */
export type AnyClass = abstract new (...args: never[]) => object;

/** The workflow whose object is of that class, or of one that extends it. */
export function boundOf<B extends { readonly instance: object }>(workflows: readonly B[], Class: AnyClass): B | undefined {
  const exactly = workflows.find(({ instance }) => instance.constructor === Class);
  return exactly ?? workflows.find(({ instance }) => instance instanceof Class);
}

/** As {@link boundOf}. @throws TestSetupError if there is none. */
export function moduleOf(workflows: readonly BoundWorkflow[], Class: AnyClass): BoundWorkflow['module'] {
  if (typeof Class !== 'function') throw new TestSetupError(`${shown(Class)} is no class of a workflow; give one, such as InvoiceWorkflow`);
  const found = boundOf(workflows, Class);
  if (found) return found.module;
  const names = workflows.map(({ instance }) => instance.constructor.name).join(', ');
  throw new TestSetupError(`${Class.name} is no workflow of this test (${names}); name it in its option workflows`);
}
