/** Counts the statements that stores on SQLite run in this process, those that begin and end transactions included. */
import { onTestFinished, vi } from 'vitest';
import { Statements } from '../../packages/engine/src/store/sqlite/statements.js';

/** Gives how many have run since. */
export function countStatements(): () => number {
  let count = 0;
  const { apply, fetch } = Statements.prototype;
  vi.spyOn(Statements.prototype, 'apply').mockImplementation(function (this: Statements, db, statement, rows) {
    count += rows.length;
    return Reflect.apply(apply, this, [db, statement, rows]);
  });
  vi.spyOn(Statements.prototype, 'fetch').mockImplementation(function (this: Statements, db, statement, asked) {
    count += asked.rows.length;
    return Reflect.apply(fetch, this, [db, statement, asked]);
  });
  const byText = vi.spyOn(Statements.prototype, 'byText');
  onTestFinished(() => void vi.restoreAllMocks());
  return () => count + byText.mock.calls.length;
}
