/**
 * Three expenses: one is decided at once, one after a reminder, one by nobody. Durations are short so that it ends soon; with `'2d'`
 * instead of `'300ms'` nothing else would change.
 *
 * Usage: `node dist/main.js [SQLite file]`; DATABASE_URL, if it is set, names a PostgreSQL instead.
 */
import { randomUUID } from 'node:crypto';
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import type { Decision, Expense } from './expense.js';
import { ExpenseWorkflow, type Mail } from './expense.workflow.js';
import { clients, workflows } from './generated/index.js';

const [file = 'approval.db'] = process.argv.slice(2);
const { DATABASE_URL } = process.env;

const outbox: Mail = {
  async send(to, subject) {
    console.log(`mail to ${to}: ${subject}`);
  },
};

const store = DATABASE_URL ? postgres(DATABASE_URL) : sqlite(file);
const worker = new Worker({ store, workflows: [workflows.expense(new ExpenseWorkflow(outbox))] });
await worker.start();
const { expense } = clients(store);

function expenseOf(employee: string, purpose: string): Expense {
  return { id: `expense-${randomUUID()}`, employee, purpose, amount: 42_00, approvers: ['team-lead', 'finance'], patience: '300ms' };
}

function show({ employee, purpose }: Expense, decision: Decision): void {
  console.log(`${employee}'s ${purpose}:`, decision);
}

async function decidedAtOnce(): Promise<void> {
  const request = expenseOf('ada', 'books');
  // The decision may arrive before anybody waits for it: it is kept.
  const handle = await expense.start(request.id, request, { send: { decision: { approved: true, by: 'team-lead' } } });
  show(request, await handle.result());
}

async function decidedAfterEscalation(): Promise<void> {
  const request = expenseOf('ben', 'flight');
  const handle = await expense.start(request.id, request);
  await handle.waitingFor.waitFor((person) => person === 'finance');
  await handle.decision.send({ approved: false, by: 'finance' });
  show(request, await handle.result());
}

async function decidedByNobody(): Promise<void> {
  const request = expenseOf('chloe', 'desk');
  const handle = await expense.start(request.id, request);
  show(request, await handle.result());
}

await Promise.all([decidedAtOnce(), decidedAfterEscalation(), decidedByNobody()]);
await worker.stop();
await store.close();
