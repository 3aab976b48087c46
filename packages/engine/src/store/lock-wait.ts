/**
 * Not waiting for what somebody else may yet undo, such as an id that a transaction under way has taken.
 *
 * Always: what gave up waiting has changed nothing, and can be done again by those who have time.
 */
import { StoreConflictError } from '@waystone/core';

/** How long to wait for that: as long as it takes, or hardly, since others wait for this. */
export type Patience = 'long' | 'short';

/** A statement waited for a lock for as long as it was allowed to. */
export class LockWaitError extends StoreConflictError {
  // Nobody outside has to tell it from the others.
  override name = StoreConflictError.name;
}

/** It takes time, and others are not to be kept waiting. */
export class NoTimeError extends Error {}

/**
 * What came of something that is done with short patience.
 *
 * @throws {NoTimeError} if it would have had to wait.
 */
export async function inShortTime<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof LockWaitError ? new NoTimeError('it takes long', { cause: error }) : error;
  }
}
