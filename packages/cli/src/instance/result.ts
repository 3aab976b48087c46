/** Waits for an instance. What the workflow threw comes nested in an error of the command line, so that it cannot pass for one. */
import { TerminatedError } from '@waystone/core';
import type { InstanceHandle } from '@waystone/engine';
import { InstanceCanceledError, InstanceFailedError } from '../errors.js';

/** Throws {@link InstanceFailedError}, {@link InstanceCanceledError}, `TerminatedError`, and what goes wrong with the wait itself. */
export async function resultOf(handle: InstanceHandle): Promise<unknown> {
  try {
    return await handle.result();
  } catch (error) {
    throw (await endOf(handle)) ?? error;
  }
}

/** What the end of an instance without a result is to whoever waits; `undefined` if it has not ended so, or its error cannot be read. */
async function endOf(handle: InstanceHandle): Promise<Error | undefined> {
  const { status, terminated, outcome } = await handle.describe();
  if (terminated) return new TerminatedError(handle.id);
  if (status === 'canceled') return new InstanceCanceledError(handle.id);
  return status === 'failed' && outcome !== undefined && 'value' in outcome ? new InstanceFailedError(handle.id, outcome.value) : undefined;
}
