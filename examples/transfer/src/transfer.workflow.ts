/** Money goes from one account to another, once, whatever happens to the process that moves it. */
import { context, NonRetryableError, task, workflow } from '@waystone/core';
import type { Bank } from './bank.js';

export interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly cents: number;
}

export interface Teller {
  /** Called when the money was taken from one account and not yet given to the other. */
  between(): Promise<void>;
  tell(account: string, text: string): void;
}

@workflow()
export class TransferWorkflow {
  constructor(private readonly teller: Teller) {}

  /** What it writes and the fact that it was done are one commit. */
  @task({ transactional: true })
  async move({ from, to, cents }: Transfer): Promise<void> {
    const bank = context().transaction<Bank>();
    const taken = await bank
      .updateTable('accounts')
      .set(({ eb }) => ({ cents: eb('cents', '-', cents) }))
      .where('id', '=', from)
      .where('cents', '>=', cents)
      .executeTakeFirst();
    if (taken.numUpdatedRows === 0n) throw new NonRetryableError(`${from} has less than ${cents}`);
    await this.teller.between();
    await bank
      .updateTable('accounts')
      .set(({ eb }) => ({ cents: eb('cents', '+', cents) }))
      .where('id', '=', to)
      .execute();
  }

  @task() async tell(account: string, text: string): Promise<void> {
    this.teller.tell(account, text);
  }

  async run(transfer: Transfer): Promise<'moved' | 'refused'> {
    try {
      await this.move(transfer);
    } catch (error) {
      if (!(error instanceof NonRetryableError)) throw error;
      await this.tell(transfer.from, error.message);
      return 'refused';
    }
    await this.tell(transfer.to, `${transfer.cents} from ${transfer.from}`);
    return 'moved';
  }
}
