/**
 * Not waiting for what somebody else may yet undo, such as an id that a transaction under way has taken.
 *
 * Always: what gave up waiting has changed nothing, and can be done again by those who have time.
 */
import { StoreConflictError } from '@waystone/core';
import type { Session } from './session.js';

/** A statement waited for a lock for as long as it was allowed to. */
export class LockWaitError extends StoreConflictError {
  // Nobody outside has to tell it from the others.
  override name = StoreConflictError.name;
}

/** It takes time, and others are not to be kept waiting. */
export class NoTimeError extends Error {}

/** @throws {NoTimeError} if it would have to wait. */
export async function hurriedly<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
  session.hurry();
  try {
    return await work();
  } catch (error) {
    throw error instanceof LockWaitError ? new NoTimeError('it takes long', { cause: error }) : error;
  }
}
