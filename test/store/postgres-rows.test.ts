/** How rows travel to PostgreSQL: those of one call in one statement, and a row that comes alone without arrays. */
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { finished, keep, Lab, next } from './support/lab.js';

const stores = new PostgresStores(await testDatabase());

afterEach(() => vi.restoreAllMocks());

/** Gives the texts of what was asked since. */
function listen(): () => readonly string[] {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  return () => query.mock.calls.map(([config]) => (config as unknown as { readonly text: string }).text);
}

test('a step alone is one statement over parameters, steps together are one over arrays', async () => {
  const lab = await Lab.open((ports) => Promise.resolve(stores.make(ports)));
  const alone = await lab.begin('alone');
  const heard = listen();
  await lab.commit(alone, keep('run/x'), { history: finished('run/x') });
  expect(heard()).toEqual([expect.stringMatching(/^with(?!.*unnest).*update .*insert into .*history/)]);
  await Promise.all(['a', 'b', 'c'].map((id) => lab.start(id)));
  const together = await lab.claim();
  const before = heard().length;
  await Promise.all(together.map((lane) => lab.commit(lane, keep('run/x'), { history: finished('run/x') })));
  expect(heard().slice(before)).toEqual([expect.stringMatching(/^with.*unnest.*update .*insert into .*history/)]);
});

test('one that was taken already, whose answer was lost, is recognized when it is sent again alone', async () => {
  const lab = await Lab.open((ports) => Promise.resolve(stores.make(ports)));
  const lane = await lab.begin('again');
  const commit = () => lab.commit(lane, keep('run/x'), { history: finished('run/x') });
  expect(await commit()).toMatchObject({ status: 'applied', kept: true });
  expect(await commit()).toMatchObject({ status: 'applied', kept: true });
  expect(await lab.commit(next(lane), keep('run/y'), { history: finished('run/y') })).toMatchObject({ status: 'applied' });
  expect((await lab.store.history('again')).map(({ node }) => node)).toEqual(['run/x', 'run/y']);
});
