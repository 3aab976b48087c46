/**
 * The demo: a shop that takes orders, workers that are killed, a colleague who approves, a payment provider that misbehaves.
 * All are processes; what they share is one database: a SQLite file, or the PostgreSQL that DATABASE_URL names. It ends with 1 if
 * what it claims does not hold.
 *
 * Usage: `node demo.js [--orders <how many of the file>] [--workers <how many>] [--folder <for the SQLite file and the logs>]`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { HistoryItem } from '@waystone/engine';
import { audit, isProven } from './demo/audit.js';
import { Crew } from './demo/crew.js';
import { Process } from './demo/process.js';
import { Progress } from './demo/progress.js';
import { report } from './demo/report.js';
import { Tally } from './demo/tally.js';
import { clients } from './generated/index.js';
import type { Order } from './order.js';
import { ordersFile, runFolder } from './paths.js';
import { isPostgres, openStore } from './store.js';

const ordersPerSecond = 40;
/** Shares of the orders after which a worker is killed. */
const killAfter = [1 / 3, 2 / 3];
/** An order that takes longer has met a bug. */
const patience = '90s';

const { values: options } = parseArgs({
  options: {
    orders: { type: 'string', default: '500' },
    workers: { type: 'string', default: isPostgres ? '3' : '1' },
    folder: { type: 'string', default: runFolder },
  },
});
const folder = resolve(options.folder);
const databaseFile = join(folder, 'orders.db');
const ledgerFile = join(folder, 'ledger.jsonl');
const witnessFile = join(folder, 'executions.jsonl');
const logFile = join(folder, 'processes.log');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const orders = readOrders(Number(options.orders));
const provider = new Process('payment-service/main.js', [ledgerFile], logFile);
const paymentsUrl = await provider.message();
const store = openStore(databaseFile);
const { order: client } = clients(store);
const tally = new Tally();
const progress = new Progress(tally, orders.length);
await endEarlierRuns();
const leadMs = Date.now() - (await store.now());
const crew = new Crew(Number(options.workers), () => new Process('worker.js', [databaseFile, paymentsUrl, witnessFile], logFile));
const approvals = new Process('approvals.js', [databaseFile], logFile);
progress.say(
  `${orders.length} orders from orders.jsonl; ${crew.size === 1 ? 'worker' : `${crew.size} workers`}, approvals and payment provider are processes of their own`,
);

await Promise.all([takeOrders(), killWorkers()]);

const { elapsedMs } = progress;
progress.close();
const payments = await countPayments();
await Promise.all([crew.end(), approvals.end('SIGTERM'), provider.end('SIGTERM')]);
const found = audit({ endings: tally.endings, histories: await readHistories(), ledgerFile, witnessFile, leadMs });
await store.close();
console.log(report(tally.endings.values(), found, { elapsedMs, kills: killAfter.length, payments, databaseFile }));
process.exitCode = isProven(found) ? 0 : 1;

function readOrders(count: number): Order[] {
  const lines = readFileSync(ordersFile, 'utf8').trim().split('\n');
  return lines.slice(0, count).map((line) => JSON.parse(line) as Order);
}

/** A server keeps what an earlier demo has left; were it interrupted, its orders would still be under way. */
async function endEarlierRuns(): Promise<void> {
  const left = await client.list({ status: ['ready', 'running', 'parked', 'paused'], limit: 1_000 });
  for (const { id } of left) await client.get(id).terminate();
}

async function takeOrders(): Promise<void> {
  const taken: Promise<void>[] = [];
  for (const order of orders) {
    taken.push(takeOrder(order));
    await pause(1000 / ordersPerSecond);
  }
  await Promise.all(taken);
}

async function takeOrder(order: Order): Promise<void> {
  const handle = await client.start(order.id, order, { onConflict: 'terminateExisting' });
  tally.started();
  await tally.ended(order.id, handle.result({ timeout: patience }));
}

async function killWorkers(): Promise<void> {
  for (const share of killAfter) {
    await tally.reaches(Math.ceil(share * orders.length));
    progress.say(`worker ${await crew.kill()} killed with SIGKILL, ${tally.inProgress} orders under way`);
    progress.say(`worker ${crew.add()} started; what the dead one had in hand goes on`);
  }
}

async function countPayments(): Promise<{ readonly requests: number; readonly faults: number }> {
  const response = await fetch(new URL('/counts', paymentsUrl));
  return (await response.json()) as { requests: number; faults: number };
}

async function readHistories(): Promise<ReadonlyMap<string, readonly HistoryItem[]>> {
  const histories = new Map<string, readonly HistoryItem[]>();
  for (const { id } of orders) histories.set(id, await client.get(id).history());
  return histories;
}
