/** One invoice: a child of its batch, and a workflow of its own that anybody may start. */
import { task, workflow } from '@waystone/core';
import { AddressRefused } from './errors.js';
import type { Invoice } from './invoices.js';

export interface Mailer {
  /** @throws AddressRefused if nobody receives mail there. */
  send(email: string, text: string): Promise<void>;
}

@workflow()
export class InvoiceWorkflow {
  constructor(private readonly mailer: Mailer) {}

  @task()
  async render({ customer, cents }: Invoice): Promise<string> {
    return `${customer} owes ${(cents / 100).toFixed(2)} €`;
  }

  @task({ retry: { attempts: 5, initialDelay: '10ms', nonRetryable: [AddressRefused] } })
  async mail(email: string, text: string): Promise<void> {
    await this.mailer.send(email, text);
  }

  async run(invoice: Invoice): Promise<string> {
    const text = await this.render(invoice);
    await this.mail(invoice.email, text);
    return text;
  }
}
