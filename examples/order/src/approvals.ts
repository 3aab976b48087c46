/**
 * The approvals process: a colleague who looks at the orders in review and decides. It loads neither the workflow nor its services;
 * all it shares with the workers is the database. Usage: `node approvals.js <SQLite file>`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { clients } from './generated/index.js';
import type { Order } from './order.js';
import { openStore } from './store.js';

const [file = 'orders.db'] = process.argv.slice(2);
const approvesUpTo = 180_000;
const betweenLooksMs = 2_000;

const store = openStore(file);
const { order } = clients(store);
const decided = new Set<string>();
const leaving = new AbortController();
process.once('SIGTERM', () => leaving.abort());

async function decide(id: string): Promise<void> {
  const handle = order.get(id);
  if ((await handle.stage.get()) !== 'in review') return;
  const { input } = await handle.describe();
  if (!('value' in input)) return;
  const approved = (input.value as Order).amount <= approvesUpTo;
  await handle.approval.send({ approved, by: 'ann' }, { id: `decision on ${id}` });
  decided.add(id);
}

async function lookAtAll(): Promise<void> {
  const waiting = await order.list({ status: ['parked'], limit: 1_000 });
  for (const { id } of waiting) if (!decided.has(id)) await decide(id);
}

while (!leaving.signal.aborted) {
  await lookAtAll();
  await pause(betweenLooksMs, undefined, { signal: leaving.signal }).catch(() => undefined);
}
await store.close();
