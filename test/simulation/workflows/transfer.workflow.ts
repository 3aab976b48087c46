/** Money goes from one account to another in the transaction that commits the step. */
import { NonRetryableError, context, task, workflow } from '@waystone/core';
import type { World } from './world.js';

export interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly cents: number;
}

@workflow()
export class TransferWorkflow {
  constructor(private readonly world: World) {}

  @task({ transactional: true, retry: { attempts: 6, initialDelay: 30 } })
  async move({ from, to, cents }: Transfer): Promise<void> {
    const bank = this.world.bank(context().transaction());
    if (!(await bank.take(from, cents))) throw new NonRetryableError(`${from} has less than ${cents}`);
    await this.world.moment();
    await bank.give(to, cents);
  }

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async tell(text: string): Promise<string> {
    await this.world.moment();
    return text;
  }

  async run(transfer: Transfer): Promise<string> {
    try {
      await this.move(transfer);
    } catch (error) {
      if (!(error instanceof NonRetryableError)) throw error;
      return this.tell('refused');
    }
    return this.tell('moved');
  }
}
