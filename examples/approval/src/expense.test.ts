/** Days of waiting in milliseconds, with people who answer at once, late or never; and a crash anywhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInMemory, simulate, startInMemory } from '@waystone/engine/testing';
import type { Expense } from './expense.js';
import { ExpenseWorkflow } from './expense.workflow.js';
import { workflows } from './generated/index.js';

const desk: Expense = {
  id: 'expense-1',
  employee: 'ada',
  purpose: 'desk',
  amount: 420_00,
  approvers: ['team-lead', 'finance'],
  patience: '2d',
};

function withOutbox() {
  const outbox: string[] = [];
  const mail = { send: async (to: string, subject: string) => void outbox.push(`${to}: ${subject}`) };
  return { outbox, workflow: workflows.expense(new ExpenseWorkflow(mail)) };
}

test('whoever is asked decides', async () => {
  const { outbox, workflow } = withOutbox();
  await using run = await startInMemory(workflow, desk);
  await run.until({ status: { waitingFor: 'team-lead' } });
  await run.signal('decision', { approved: true, by: 'team-lead' });
  assert.deepEqual(await run.result(), { approved: true, by: 'team-lead' });
  assert.deepEqual(outbox, ['team-lead: ada asks for desk', 'ada: Approved: desk']);
});

test('after two reminders it is the turn of the next one', async () => {
  const { outbox, workflow } = withOutbox();
  await using run = await startInMemory(workflow, desk);
  await run.until({ status: { waitingFor: 'finance' } });
  assert.equal(run.now() - (run.calls.write[0]?.at ?? 0), 6 * 86_400_000);
  assert.deepEqual(
    outbox.map((line) => line.split(':')[1]?.trim()),
    ['ada asks for desk', 'Reminder', 'Last reminder'],
  );
  await run.signal('decision', { approved: false, by: 'finance' });
  assert.deepEqual(await run.result(), { approved: false, by: 'finance' });
});

test('if nobody decides, the employee is told so', async () => {
  const { result, calls, statuses } = await runInMemory(withOutbox().workflow, desk, { tasks: { write: async () => {} } });
  assert.deepEqual(result, { approved: false, by: 'nobody' });
  assert.deepEqual(calls.write.at(-1)?.args, ['ada', 'Nobody decided: desk']);
  assert.equal(statuses.waitingFor, '');
});

test('a crash anywhere changes nothing but how often a mail is sent', async () => {
  await simulate(() => {
    const received = new Set<string>();
    const mail = { send: async (to: string, subject: string) => void received.add(`${to}: ${subject}`) };
    return {
      workflow: () => workflows.expense(new ExpenseWorkflow(mail)),
      input: desk,
      drive: async (run) => {
        await run.advance('3d');
        await run.signal('decision', { approved: true, by: 'team-lead' });
      },
      effects: () => [...received],
    };
  });
});
