/** A connection that is cut at any message between a task's last write and the commit, or right after: the money is moved once. */
import { postgres } from '@waystone/engine/postgres';
import { expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.ts';
import { PostgresStores } from '../support/postgres/stores.ts';
import { Wire } from '../support/postgres/wire.ts';
import type { Cut } from '../support/postgres/wire.ts';
import { clients } from './fixtures/generated/index.js';
import { postgresHomes } from './postgres.ts';
import type { PostgresHome } from './postgres.ts';
import { balances, bookings } from './support.ts';
import { input, moved, ofMove, once, withWorker } from './tasks.ts';

const database = await testDatabase();
const makeHome = postgresHomes(database, new PostgresStores(database));

/** More than there are messages between the two. */
const messages = 12;
const cutsTimeoutMs = 90_000;

/** Moves money over a wire that is cut at that message, counted from the task's last write. */
async function moveOver(home: PostgresHome, id: string, cutAt: { readonly left: number; readonly how: Cut }): Promise<void> {
  let left = Infinity;
  const wire = await Wire.open(home.url, { cut: () => ((left -= 1) === 0 ? cutAt.how : undefined) });
  const store = postgres({ url: wire.url, schema: home.schema });
  const world = once('moved', () => {
    left = cutAt.left;
  });
  await withWorker(store, world, async () => {
    const handle = await clients(store).transfer.start(id, input);
    await moved(store, id);
    expect((await ofMove(handle)).map(({ attempt, outcome }) => `${outcome} ${attempt}`)).toEqual(['completed 1']);
  });
  await store.close();
  await wire.close();
}

for (const how of ['before', 'within', 'after'] as const) {
  test(
    `cut ${how} a message`,
    async () => {
      const home = await makeHome();
      const ids = Array.from({ length: messages }, (_, index) => `t-${index + 10}`);
      for (const [index, id] of ids.entries()) await moveOver(home, id, { left: index + 1, how });
      expect(await bookings(home.caller())).toEqual(ids);
      expect(await balances(home.caller())).toEqual({ ann: 1_000 - 10 * messages, bob: 1_000 + 10 * messages, cid: 1_000 });
    },
    cutsTimeoutMs,
  );
}
