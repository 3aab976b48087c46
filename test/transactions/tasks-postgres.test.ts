/** Transactional tasks on PostgreSQL: many at once, and what only many can do to each other. */
import { NonRetryableError, TransactionEndedError } from '@waystone/core';
import { Worker } from '@waystone/engine';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.ts';
import { PostgresStores } from '../support/postgres/stores.ts';
import { clients } from './fixtures/generated/index.js';
import { postgresHomes } from './postgres.ts';
import { balances, bookings } from './support.ts';
import { bound, exerciseTasks, expectMovedOnce, input, moved, none, ofMove, once, quiet, transaction, withWorker } from './tasks.ts';

const database = await testDatabase();
const makeHome = postgresHomes(database, new PostgresStores(database));

exerciseTasks('PostgreSQL', makeHome);

describe('a transactional task on PostgreSQL', () => {
  test('whose worker lost its lease leaves nothing', async () => {
    const home = await makeHome();
    const inTask = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const zombie = once('moved', async () => {
      inTask.resolve();
      await goOn.promise;
    });
    const store = home.open();
    const worker = new Worker({ store, workflows: bound(zombie), logger: quiet });
    await clients(store).transfer.start('t-1', input);
    await worker.start();
    await inTask.promise;
    const thief = home.open();
    const { owner = -1 } = (await thief.find('t-1'))?.lanes[0] ?? {};
    await thief.leave(owner);
    goOn.resolve();
    await worker.stop();
    expect(await bookings(home.caller())).toEqual([]);
    await withWorker(home.open(), none, () => moved(store, 't-1'));
    await expectMovedOnce(home);
  });

  test('that deadlocks is undone and done anew, as the same attempt', async () => {
    const home = await makeHome();
    const store = home.open();
    const both = meeting(2);
    const world = { meddle: (where: string) => (where === 'taken' ? both() : undefined) };
    await withWorker(store, world, async () => {
      const { transfer } = clients(store);
      const there = await transfer.start('t-1', input);
      const back = await transfer.start('t-2', { ...input, from: 'bob', to: 'ann' });
      for (const handle of [there, back]) {
        await moved(store, handle.id);
        expect(await ofMove(handle)).toMatchObject([{ attempt: 1, outcome: 'completed' }]);
      }
    });
    expect(await balances(home.caller())).toEqual({ ann: 1_000, bob: 1_000, cid: 1_000 });
  });

  test('that goes on after a statement that failed is told of that, and leaves nothing', async () => {
    const home = await makeHome();
    const store = home.open();
    const world = once('moved', async () => {
      await sql`select 1 / 0`.execute(transaction()).catch(() => undefined);
    });
    await withWorker(store, world, async () => {
      const handle = await clients(store).transfer.start('t-1', input);
      await moved(store, 't-1');
      const [failed] = await ofMove(handle);
      expect(failed).toMatchObject({ outcome: 'retried', content: { value: { message: 'division by zero' } } });
    });
    await expectMovedOnce(home);
  });

  test('that undoes what failed to a savepoint of its own goes on', async () => {
    const home = await makeHome();
    const store = home.open();
    const world = once('moved', async () => {
      const own = transaction();
      await sql`savepoint mine`.execute(own);
      await sql`select 1 / 0`.execute(own).catch(() => sql`rollback to savepoint mine`.execute(own));
    });
    await withWorker(store, world, async () => {
      const handle = await clients(store).transfer.start('t-1', input);
      await moved(store, 't-1');
      expect(await ofMove(handle)).toMatchObject([{ attempt: 1, outcome: 'completed' }]);
    });
    await expectMovedOnce(home);
  });

  test('that undoes a conflict to a savepoint of its own fails with its own error', async () => {
    const home = await makeHome();
    const store = home.open();
    const [holder, held] = [home.caller(), Promise.withResolvers<void>()];
    const holding = holder.transaction().execute(async (other) => {
      await sql`select 1 from accounts where id = 'cid' for update`.execute(other);
      await held.promise;
    });
    let runs = 0;
    const world = {
      meddle: async (where: string) => {
        if (where !== 'begun') return;
        runs += 1;
        const own = transaction();
        await sql`savepoint mine`.execute(own);
        const lock = sql`select 1 from accounts where id = 'cid' for update nowait`.execute(own);
        await lock.catch(() => sql`rollback to savepoint mine`.execute(own));
        throw new NonRetryableError('somebody else has it');
      },
    };
    await withWorker(store, world, async () => {
      const handle = await clients(store).transfer.start('t-1', input);
      await expect(handle.result()).rejects.toThrow('somebody else has it');
    });
    expect(runs).toBe(1);
    held.resolve();
    await holding;
  });

  test('may be unable to finish what a trigger refuses at the end', async () => {
    const home = await makeHome();
    const store = home.open();
    const caller = home.caller();
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not that one'; end $$`.execute(caller);
    await sql`create table notes (id integer primary key)`.execute(caller);
    await sql`create constraint trigger late after insert on notes deferrable initially deferred for each row execute function refuse()`.execute(
      caller,
    );
    const world = once('moved', async () => void (await sql`insert into notes values (1)`.execute(transaction())));
    await withWorker(store, world, async () => {
      const handle = await clients(store).transfer.start('t-1', input);
      await moved(store, 't-1');
      expect((await ofMove(handle))[0]).toMatchObject({ outcome: 'retried', content: { value: { message: 'not that one' } } });
    });
    await expectMovedOnce(home);
  });

  test('that the server ends for its idleness has used up an attempt', async () => {
    const home = await makeHome();
    const store = home.open();
    const caller = home.caller();
    const world = once('moved', async () => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction());
      await sql`set local idle_in_transaction_session_timeout = 1`.execute(transaction());
      const isThere = async () => (await sql`select from pg_stat_activity where pid = ${rows[0]?.pid}`.execute(caller)).rows.length > 0;
      while (await isThere());
    });
    await withWorker(store, world, async () => {
      const handle = await clients(store).transfer.start('t-1', input);
      await moved(store, 't-1');
      const [ended, done] = await ofMove(handle);
      expect(ended).toMatchObject({ outcome: 'retried', content: { value: expect.any(TransactionEndedError) as unknown } });
      expect(done).toMatchObject({ outcome: 'completed', attempt: 2 });
    });
    await expectMovedOnce(home);
  });

  test('sees its own tables, and may choose its isolation', async () => {
    const home = await makeHome();
    const store = home.open();
    const found: unknown[] = [];
    const world = once('begun', async () => {
      await sql`set transaction isolation level serializable`.execute(transaction());
      const { rows } = await sql`select current_setting('transaction_isolation') as level, current_schema() as schema`.execute(
        transaction(),
      );
      found.push(...rows);
    });
    await withWorker(store, world, async () => {
      await clients(store).transfer.start('t-1', input);
      await moved(store, 't-1');
    });
    expect(found).toEqual([{ level: 'serializable', schema: expect.stringMatching(/^bank_/) as unknown }]);
  });

  test('whose connection breaks is done anew, as the same attempt', async () => {
    const home = await makeHome();
    const store = home.open();
    const world = once('moved', async () => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction());
    });
    await withWorker(store, world, async () => {
      const handle = await clients(store).transfer.start('t-1', input);
      await moved(store, 't-1');
      expect(await ofMove(handle)).toMatchObject([{ attempt: 1, outcome: 'completed' }]);
    });
    await expectMovedOnce(home);
  });

  test('that still waits for its turn when the store is closed does not begin', async () => {
    const home = await makeHome();
    const store = home.open();
    const all = meeting(6);
    const begun: string[] = [];
    const world = {
      meddle: async (where: string) => {
        if (where === 'begun') begun.push(where);
        await all();
        await new Promise<void>(() => {});
      },
    };
    const worker = new Worker({ store, workflows: bound(world), logger: quiet });
    const ids = Array.from({ length: 7 }, (_, index) => `t-${index}`);
    for (const id of ids) await clients(store).transfer.start(id, input);
    await worker.start();
    await all();
    await store.close();
    expect(begun).toHaveLength(5);
    await worker.stop();
  });

  test('leaves the store its connections, however many there are', async () => {
    const home = await makeHome();
    const store = home.open();
    const all = meeting(5);
    const open = Promise.withResolvers<void>();
    const world = {
      meddle: async (where: string) => {
        if (where !== 'begun') return;
        await all();
        await open.promise;
      },
    };
    await withWorker(store, world, async () => {
      const { transfer } = clients(store);
      const ids = Array.from({ length: 12 }, (_, index) => `t-${index}`);
      for (const id of ids) await transfer.start(id, input);
      await all();
      expect((await store.list({})).length).toBe(12);
      open.resolve();
      for (const id of ids) await moved(store, id);
    });
    expect(await balances(home.caller())).toEqual({ ann: 880, bob: 1_120, cid: 1_000 });
  });
});

/** Lets nobody go on before so many came; whoever comes later goes on. */
function meeting(size: number): () => Promise<void> {
  const full = Promise.withResolvers<void>();
  let came = 0;
  return () => {
    came += 1;
    if (came >= size) full.resolve();
    return full.promise;
  };
}
