/** Does work again when it came to nothing by the doings of others. */
import { StoreConflictError, StoreConnectionError } from '@waystone/core';

/** Transactions that get in each other's way sort themselves out: one of them goes on, and the others come after it. */
const mostConflicts = 20;
/** One lost connection need not be the last: a server that ended ends all. */
const mostConnections = 5;

/** @throws what the last try threw; at once if it is not known that nothing was done. */
export async function untilItPasses<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let conflicts = 0, connections = 0; ;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreConflictError && (conflicts += 1) < mostConflicts) continue;
      if (error instanceof StoreConnectionError && !error.inDoubt && (connections += 1) < mostConnections) continue;
      throw error;
    }
  }
}
