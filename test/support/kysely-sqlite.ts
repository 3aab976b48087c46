/** A caller's own Kysely on a SQLite file, as programs have it. */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';

/** @param asked Called after every statement. */
export function kyselyOnFile<Tables>(path: string, asked: () => void = () => undefined): Kysely<Tables> {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  const prepare = (text: string) => {
    const statement = database.prepare(text);
    return {
      reader: statement.columns().length > 0,
      all: (values: readonly unknown[]) => statement.all(...(values as SQLInputValue[])),
      run: (values: readonly unknown[]) => statement.run(...(values as SQLInputValue[])),
      iterate: (values: readonly unknown[]) => statement.iterate(...(values as SQLInputValue[])),
    };
  };
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: { prepare, close: () => database.close() } }), log: asked });
}
