/** Databases that an earlier release has made, on PostgreSQL. */
import { postgres } from '@waystone/engine/postgres';
import { Kysely } from 'kysely';
import { test } from 'vitest';
import { systemPorts } from '../../packages/engine/src/ports.js';
import { migrate } from '../../packages/engine/src/store/migrate.js';
import { migrations } from '../../packages/engine/src/store/migrations/index.js';
import { PostgresDialect } from '../../packages/engine/src/store/postgres/dialect.js';
import { settingsOf } from '../../packages/engine/src/store/postgres/options.js';
import type { Schema } from '../../packages/engine/src/store/schema.js';
import { testDatabase } from '../support/postgres/database.js';
import { addRowsOfVersionOne, expectToGoOn } from './support/version-one.js';

const { url, nextSchema } = await testDatabase();

test('rows of the first layout go on', async () => {
  const schema = nextSchema();
  const dialect = new PostgresDialect(settingsOf({ url, schema }, systemPorts));
  const before = new Kysely<Schema>({ dialect: dialect.kysely }).withSchema(schema);
  await migrate(before, dialect, migrations.slice(0, 1));
  await addRowsOfVersionOne(before);
  await before.destroy();
  const store = postgres({ url, schema });
  await expectToGoOn(store);
  await store.close();
});
