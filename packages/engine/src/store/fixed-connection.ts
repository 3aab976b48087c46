/**
 * Kysely on a connection that is in a transaction already, whoever began it.
 *
 * Always: begins and ends nothing, and keeps no connection.
 */
import { Kysely } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect as KyselyDialect, Driver, QueryResult } from 'kysely';

/** @param dialect Gives the language; its driver is not used. */
export function kyselyOn<Tables>(connection: DatabaseConnection, dialect: KyselyDialect): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createDriver: () => new FixedDriver(connection),
    },
  });
}

/** A connection that is one function. */
export class FixedConnection implements DatabaseConnection {
  constructor(private readonly ask: (query: CompiledQuery) => Promise<QueryResult<unknown>>) {}

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return (await this.ask(query)) as QueryResult<Row>;
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }
}

class FixedDriver implements Driver {
  constructor(private readonly connection: DatabaseConnection) {}

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.connection);
  }

  async beginTransaction(): Promise<void> {}
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}
