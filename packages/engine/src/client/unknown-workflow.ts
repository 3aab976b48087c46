/** What is said of a workflow that a store does not know: the one that was probably meant, or how a store comes to know one. */
import { WorkflowUnknownError } from '@waystone/core';
import { closest } from '../closest.js';

const howKnown =
  'a store knows a workflow from the first worker that runs it, e.g. `npx waystone worker`, or the first typed client that starts one';

/** @param known The workflows that the store knows. */
export function unknownWorkflow(workflow: string, known: readonly string[]): WorkflowUnknownError {
  const meant = closest(workflow, known);
  return new WorkflowUnknownError(workflow, known, meant === undefined ? howKnown : `did you mean ${meant}? Else ${howKnown}`);
}
