/** Counts the statements that stores on SQLite run in this process, those that begin and end transactions included. */
import { onTestFinished, vi } from 'vitest';
import { Statements } from '../../packages/engine/src/store/sqlite/statements.js';

/** Gives how many have run since. */
export function countStatements(): () => number {
  let count = 0;
  for (const name of ['apply', 'fetch'] as const) {
    const original = Reflect.get(Statements.prototype, name);
    vi.spyOn(Statements.prototype, name).mockImplementation(function (this: Statements, db, statement, rows) {
      count += rows.length;
      return Reflect.apply(original, this, [db, statement, rows]) as never;
    });
  }
  const byText = vi.spyOn(Statements.prototype, 'byText');
  onTestFinished(() => void vi.restoreAllMocks());
  return () => count + byText.mock.calls.length;
}
