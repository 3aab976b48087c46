/** A month of invoices: some cannot be sent, a mailer is down for a while, and a crash anywhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestEnvironment, fake, runInMemory, simulate, standIn } from '@waystone/engine/testing';
import { ArchiveWorkflow } from './archive.workflow.js';
import { BatchWorkflow } from './batch.workflow.js';
import { AddressRefused } from './errors.js';
import { workflows } from './generated/index.js';
import { InvoiceWorkflow } from './invoice.workflow.js';
import type { Invoice, Month } from './invoices.js';

const invoices = ['ann', 'bob', 'cid', 'dee', 'eve'].map((customer) => ({ customer, email: `${customer}@example.com`, cents: 1_000 }));
const month: Month = { name: '2026-10', invoices: [...invoices, { customer: 'fay', email: 'nowhere', cents: 1 }], chunk: 4 };

/** Everything that a batch needs, and what was done. */
function post() {
  const sent = new Set<string>();
  const archived = new Set<string>();
  const mailer = {
    async send(email: string): Promise<void> {
      if (email === 'nowhere') throw new AddressRefused(email);
      sent.add(email);
    },
  };
  const batch = () => workflows.batch(new BatchWorkflow());
  const invoice = () => workflows.invoice(new InvoiceWorkflow(mailer));
  const archive = () => workflows.archive(new ArchiveWorkflow({ store: async (name) => void archived.add(name) }));
  return { sent, archived, batch, invoice, archive };
}

test('sends what can be sent, and says what cannot', async () => {
  const { sent, archived, batch, invoice, archive } = post();
  await using environment = await TestEnvironment.open({ workflows: [batch(), invoice(), archive()] });
  const run = await environment.start(batch(), month);
  const summary = await run.result();
  assert.equal(summary.sent, 5);
  assert.deepEqual(summary.failures, [{ customer: 'fay', reason: 'no such address: nowhere' }]);
  assert.equal(sent.size, 5);
  assert.deepEqual(await run.status('progress'), { sent: 5, failed: 1, total: 6 });
  await environment.find(archive(), summary.archive).result();
  assert.deepEqual([...archived], ['2026-10']);
});

test('counts what its invoices come to, whoever sends them', async () => {
  const { batch, invoice, archive } = post();
  const send = async ({ customer }: Invoice): Promise<string> => {
    if (customer === 'bob') throw new AddressRefused('bob@example.com');
    return `sent to ${customer}`;
  };
  const { result } = await runInMemory(batch(), { ...month, invoices }, { workflows: [standIn(invoice(), send), archive()] });
  assert.equal(result.sent, 4);
  assert.deepEqual(result.failures, [{ customer: 'bob', reason: 'no such address: bob@example.com' }]);
});

test('a mailer that is down is asked again', async () => {
  const { batch, invoice, archive } = post();
  const flaky = fake(invoice(), { failures: { mail: [new Error('down'), new Error('down')] } });
  await using environment = await TestEnvironment.open({ workflows: [batch(), flaky, archive()] });
  const run = await environment.start(batch(), { ...month, invoices });
  assert.equal((await run.result()).sent, 5);
});

test('is the same with a crash anywhere', { timeout: 60_000 }, async () => {
  await simulate(
    () => {
      const { sent, batch, invoice, archive } = post();
      return {
        workflow: batch,
        workflows: () => [invoice(), archive()],
        input: { ...month, chunk: 2 },
        effects: () => [...sent].toSorted(),
      };
    },
    { crashes: { sample: 30 } },
  );
});
