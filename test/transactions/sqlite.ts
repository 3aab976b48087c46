/** Homes in SQLite files. */
import { sqlite } from '@waystone/engine/sqlite';
import { afterEach } from 'vitest';
import type { Store } from '@waystone/engine';
import type { Kysely } from 'kysely';
import { kyselyOnFile } from '../support/kysely-sqlite.ts';
import { fileDatabase } from '../support/machine.ts';
import type { Bank } from './fixtures/bank.ts';
import { openBank } from './support.ts';
import type { MakeHome } from './support.ts';

/** Within a test file. */
export function sqliteHomes(): MakeHome {
  const stores: Store[] = [];
  const callers: Kysely<Bank>[] = [];
  const discards: (() => void)[] = [];
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await Promise.all(callers.splice(0).map((caller) => caller.destroy()));
    for (const discard of discards.splice(0)) discard();
  });
  return async () => {
    const { path, open, discard } = fileDatabase();
    discards.push(discard);
    const remember = <One>(list: One[], one: One): One => (list.push(one), one);
    const home = {
      open: () => remember(stores, sqlite(path, { synchronous: 'normal' })),
      caller: () => remember(callers, kyselyOnFile<Bank>(path)),
      machine: { open, discard: () => undefined },
    };
    // Before the bank: a file with tables of others is not taken.
    await home.open().open();
    await openBank(home.caller());
    return home;
  };
}
