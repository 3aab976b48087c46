import { join, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(cents: number): Promise<unknown> {
    const first = await this.charge(cents).catch(() => '');
    this.charge(cents)
      .then((receipt) => receipt.length)
      .finally(() => undefined);
    const rest = await join([this.charge(1).catch(() => ''), this.charge(2)]);
    return this.charge(cents).then((receipt) => [receipt, first, rest]);
  }
}
