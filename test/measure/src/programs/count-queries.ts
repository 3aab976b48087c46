/**
 * Counts what this process asks its database: messages to PostgreSQL, the one that listens and those that begin and end
 * transactions included; statements that SQLite runs, but for looks at the file's version, which read a counter in memory.
 */
import { StatementSync } from 'node:sqlite';
import pg from 'pg';

/** Gives how many have been asked since. */
export function countQueries(): () => number {
  let count = 0;
  const query = Reflect.get(pg.Client.prototype, 'query');
  Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, ...asked: readonly unknown[]): unknown {
    count += 1;
    return Reflect.apply(query, this, asked);
  });
  for (const name of ['run', 'get', 'all', 'iterate'] as const) {
    const original = Reflect.get(StatementSync.prototype, name);
    Reflect.set(StatementSync.prototype, name, function (this: StatementSync, ...inputs: readonly unknown[]): unknown {
      if (!this.sourceSQL.includes('data_version')) count += 1;
      return Reflect.apply(original, this, inputs);
    });
  }
  return () => count;
}
