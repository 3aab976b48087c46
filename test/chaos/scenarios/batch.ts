/** `examples/batch`: a parent with children side by side, some of which fail, and one that outlives it. */
import type * as ArchiveModule from '../../../examples/batch/src/archive.workflow.ts';
import type * as BatchModule from '../../../examples/batch/src/batch.workflow.ts';
import type * as Errors from '../../../examples/batch/src/errors.ts';
import type * as Generated from '../../../examples/batch/src/generated/index.ts';
import type * as InvoiceModule from '../../../examples/batch/src/invoice.workflow.ts';
import type { Invoice, Month } from '../../../examples/batch/src/invoices.ts';
import type { Chance } from '../../support/chance.ts';
import { compiled, mishap, moment } from './modules.ts';
import type { Scenario } from './scenario.ts';

const nowhere = 'nowhere';

export const batch: Scenario = {
  workflow: 'batch',
  async bind() {
    const [{ ArchiveWorkflow }, { BatchWorkflow }, { InvoiceWorkflow }, errors, { workflows }] = await Promise.all([
      compiled<typeof ArchiveModule>('batch', 'archive.workflow.js'),
      compiled<typeof BatchModule>('batch', 'batch.workflow.js'),
      compiled<typeof InvoiceModule>('batch', 'invoice.workflow.js'),
      compiled<typeof Errors>('batch', 'errors.js'),
      compiled<typeof Generated>('batch', 'generated/index.js'),
    ]);
    return [
      workflows.batch(new BatchWorkflow()),
      workflows.invoice(new InvoiceWorkflow({ send: (email) => send(email, errors) })),
      workflows.archive(new ArchiveWorkflow({ store: moment })),
    ];
  },
  draw(chance, id) {
    const invoices = Array.from({ length: chance.between(1, 12) }, (_, index) => drawInvoice(chance, index));
    const chunk = chance.between(1, 6);
    const failures = invoices.filter(({ email }) => email === nowhere);
    const value = {
      sent: invoices.length - failures.length,
      failures: failures.map(({ customer, email }) => ({ customer, reason: `no such address: ${email}` })),
      archive: `archive-${id}`,
    };
    const input: Month = { name: id, invoices, chunk };
    // The child that outlives it keeps its id.
    return { input, signals: [], outcomes: [{ end: 'completed', value }], mostLanes: 1 + chunk, onlyOnce: true };
  },
};

function drawInvoice(chance: Chance, index: number): Invoice {
  const customer = `customer ${index}`;
  return { customer, email: chance.happens(0.15) ? nowhere : `customer-${index}@example.com`, cents: 1_000 + index };
}

async function send(email: string, { AddressRefused }: typeof Errors): Promise<void> {
  await moment();
  mishap();
  if (email === nowhere) throw new AddressRefused(email);
}
