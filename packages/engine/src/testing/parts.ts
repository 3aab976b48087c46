/** The functions that a scenario is made of, and what becomes of what they throw. */
import { RunStuckError, SimulationDiffersError, WaystoneError } from '@waystone/core';

/** A function of the scenario threw. */
export class PartError extends Error {
  readonly part: string;
  constructor(part: string, cause: unknown) {
    super(`${part} fails: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.part = part;
  }
}

/** Calls a function of the scenario. @throws PartError; what keeps a run from going on is not its fault. */
export async function inPart<T>(part: string, code: () => T): Promise<Awaited<T>> {
  try {
    return await code();
  } catch (error) {
    throw error instanceof WaystoneError ? error : new PartError(part, error);
  }
}

/** What breaks a run that is compared is a difference as well. */
export function brokenBy(error: unknown, where: string): SimulationDiffersError {
  const message = error instanceof Error ? error.message : String(error);
  const what = error instanceof RunStuckError ? `the run does not end: ${message}` : message;
  return new SimulationDiffersError(`${where} ${what}`, { cause: error instanceof PartError ? error.cause : error });
}
