/** Sends the invoices of a month: a child for each, so many at once, and a report of those that failed. */
import { child, fork, join, status, workflow } from '@waystone/core';
import { ArchiveWorkflow } from './archive.workflow.js';
import { AddressRefused } from './errors.js';
import { InvoiceWorkflow } from './invoice.workflow.js';
import type { Failure, Invoice, Month, Progress, Summary } from './invoices.js';

@workflow()
export class BatchWorkflow {
  readonly progress = status<Progress>({ sent: 0, failed: 0, total: 0 });

  /** One child an invoice. `settled`: one that fails does not stop the others. */
  @fork()
  async sendAll(invoices: readonly Invoice[]) {
    return join(
      invoices.map((invoice) => child(InvoiceWorkflow, invoice)),
      { mode: 'settled' },
    );
  }

  async run({ name, invoices, chunk }: Month): Promise<Summary> {
    const archive = await child.start(ArchiveWorkflow, name, { id: `archive-${name}`, onParentClose: 'abandon' });
    const failures: Failure[] = [];
    let sent = 0;
    for (let start = 0; start < invoices.length; start += chunk) {
      const part = invoices.slice(start, start + chunk);
      const outcomes = await this.sendAll(part);
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') sent += 1;
        else failures.push({ customer: part[index]?.customer ?? '', reason: reasonOf(outcome.reason) });
      }
      this.progress.set({ sent, failed: failures.length, total: invoices.length });
    }
    return { sent, failures, archive: archive.instanceId };
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof AddressRefused ? `no such address: ${error.email}` : String(error);
}
