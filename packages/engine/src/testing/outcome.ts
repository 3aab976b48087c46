/** How a run ended, as data that can be compared. */
import { WorkflowFailedError } from '@waystone/core';

export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Makes an outcome of a promise. */
export async function outcomeOf(result: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await result };
  } catch (error) {
    // What was thrown need not be an error.
    return { error: asData(error instanceof WorkflowFailedError ? error.cause : error) };
  }
}

/** An error with what must be the same of it. */
function asData(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, cause } = error;
  return { ...(error as object), name, message, class: error.constructor.name, ...(cause === undefined ? {} : { cause: asData(cause) }) };
}
