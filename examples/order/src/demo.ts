/**
 * The demo: a shop that takes orders, a worker that is killed twice, a colleague who approves, a payment provider that misbehaves.
 * Four processes; what they share is one SQLite file. It ends with 1 if what it claims does not hold.
 *
 * Usage: `node demo.js [--orders <how many of the file>] [--folder <for the database and the logs>]`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { HistoryItem } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import { audit, isProven } from './demo/audit.js';
import { Process } from './demo/process.js';
import { Progress } from './demo/progress.js';
import { report } from './demo/report.js';
import { Tally } from './demo/tally.js';
import { clients } from './generated/index.js';
import type { Order } from './order.js';
import { ordersFile, runFolder } from './paths.js';

const ordersPerSecond = 40;
/** Shares of the orders after which the worker is killed. */
const killAfter = [1 / 3, 2 / 3];
/** An order that takes longer has met a bug. */
const patience = '90s';

const { values: options } = parseArgs({
  options: { orders: { type: 'string', default: '500' }, folder: { type: 'string', default: runFolder } },
});
const folder = resolve(options.folder);
const database = join(folder, 'orders.db');
const ledgerFile = join(folder, 'ledger.jsonl');
const witnessFile = join(folder, 'executions.jsonl');
const logFile = join(folder, 'processes.log');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const orders = readOrders(Number(options.orders));
const provider = new Process('payment-service/main.js', [ledgerFile], logFile);
const paymentsUrl = await provider.message();
const store = sqlite(database);
const { order: client } = clients(store);
const tally = new Tally();
const progress = new Progress(tally, orders.length);
progress.say(`${orders.length} orders from orders.jsonl; worker, approvals and payment provider run in processes of their own`);
let worker = startWorker();
const approvals = new Process('approvals.js', [database], logFile);

await Promise.all([takeOrders(), killWorkers()]);

const { elapsedMs } = progress;
progress.close();
const payments = await countPayments();
await Promise.all([worker.end('SIGTERM'), approvals.end('SIGTERM'), provider.end('SIGTERM')]);
const found = audit({ endings: tally.endings, histories: await readHistories(), ledgerFile, witnessFile });
await store.close();
console.log(report(tally.endings.values(), found, { elapsedMs, kills: killAfter.length, payments, database }));
process.exitCode = isProven(found) ? 0 : 1;

function readOrders(count: number): Order[] {
  const lines = readFileSync(ordersFile, 'utf8').trim().split('\n');
  return lines.slice(0, count).map((line) => JSON.parse(line) as Order);
}

function startWorker(): Process {
  return new Process('worker.js', [database, paymentsUrl, witnessFile], logFile);
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
  const handle = await client.start(order.id, order);
  tally.started();
  await tally.ended(order.id, handle.result({ timeout: patience }));
}

async function killWorkers(): Promise<void> {
  for (const share of killAfter) {
    await tally.reaches(Math.ceil(share * orders.length));
    await worker.end('SIGKILL');
    progress.say(`worker ${worker.pid} killed with SIGKILL, ${tally.inProgress} orders under way`);
    worker = startWorker();
    progress.say(`worker ${worker.pid} started; it takes over once the lease of the dead one has ended`);
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
