/** The oracle on random programs, on PostgreSQL: others in every run. WAYSTONE_RANDOM_SEED names those of an earlier one. */
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { Oracle } from './random-programs/oracle.js';
import { describeFailure, Search } from './random-programs/search.js';

const stores = new PostgresStores(await testDatabase());
const seed = Number(process.env['WAYSTONE_RANDOM_SEED'] ?? randomInt(1_000_000_000));

test(`random programs from seed ${seed} do what they do plainly`, async () => {
  const oracle = new Oracle(() => stores.machineDatabase());
  const search = new Search(oracle);
  await search.batch({ seed, size: 10 });
  search.close();
  const { runs, crashes } = oracle.counts;
  const { programs, failures } = search.found;
  console.log(
    `random programs from seed ${seed} on PostgreSQL: ${programs}, runs compared: ${runs}, commits crashed at: ${crashes}, failures: ${failures.length}`,
  );
  expect(failures.map(describeFailure).join('\n\n')).toBe('');
});
