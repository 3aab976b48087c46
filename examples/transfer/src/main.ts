/**
 * Payments come in, each with its row and its transfer in one transaction of the program's own. Then workers move the money,
 * and some of them are killed while it is between two accounts. The sum of all accounts stays what it was.
 *
 * Usage: `node dist/main.js [SQLite file]`; DATABASE_URL, if it is set, names a PostgreSQL instead.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import { connect, openAccounts, total } from './bank.js';
import { clients } from './generated/index.js';
import type { Transfer } from './transfer.workflow.js';

const [file = 'transfer.db'] = process.argv.slice(2);
const { DATABASE_URL } = process.env;
const accounts = ['ann', 'bob', 'cid', 'dee'];
const payments = 60;
const limit = 5_000;
/** Every so many transfers, the worker that is in the middle of one is killed. */
const killEvery = 20;

const store = DATABASE_URL ? postgres(DATABASE_URL) : sqlite(file);
await store.open();
const bank = connect(DATABASE_URL, file);
const { transfer } = clients(store);

/** Both or neither: no outbox, no payment without its transfer, no transfer without its payment. */
async function pay(id: string, { from, to, cents }: Transfer): Promise<void> {
  await bank.transaction().execute(async (transaction) => {
    await transaction.insertInto('payments').values({ id, cents }).execute();
    await transfer.start(id, { from, to, cents }, { transaction });
    if (cents > limit) throw new RangeError(`${cents} is too much`);
  });
}

async function receive(run: string): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (let index = 0; index < payments; index += 1) {
    const [from = '', to = ''] = [accounts[index % 4], accounts[(index * 3 + 1) % 4]];
    const id = `${run}-${index}`;
    const outcome = pay(id, { from, to, cents: index % 15 === 0 ? 9_999 : 100 + index * 30 });
    await outcome.then(
      () => accepted.push(id),
      (error: unknown) => {
        if (!(error instanceof RangeError)) throw error;
      },
    );
  }
  return accepted;
}

let seen = 0;
let killed = 0;

function startWorker(): ChildProcess {
  const worker = fork(fileURLToPath(new URL('worker.js', import.meta.url)), [file]);
  worker.on('message', () => {
    seen += 1;
    if (seen % killEvery !== 0) return void worker.send('go on');
    killed += 1;
    worker.kill('SIGKILL');
    workers.splice(workers.indexOf(worker), 1, startWorker());
  });
  return worker;
}

await openAccounts(bank, accounts, 1_500);
const before = await total(bank);
const ids = await receive(randomUUID());
console.log(`${ids.length} payments of ${payments} accepted`);
const workers: ChildProcess[] = [];
workers.push(startWorker(), startWorker());
const results = await Promise.all(ids.map((id) => transfer.get(id).result()));
const moved = results.filter((result) => result === 'moved').length;
console.log(`${moved} moved, ${results.length - moved} refused, ${killed} workers killed in the middle of a transfer`);
const after = await total(bank);
console.log(`there were ${before} cents, there are ${after}`);

const ends = workers.map((worker) => once(worker, 'exit'));
for (const worker of workers) worker.disconnect();
await Promise.all(ends);
await bank.destroy();
await store.close();
