import { join, task, workflow } from '@waystone/core';

export class Money {
  constructor(readonly cents: number) {}
}

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: number[]): Promise<string> {
    const format = (cents: number): string => `${cents} cents`;
    const money = new Money(3);
    const iterator = items.values();
    const service = { name: 'mail', send: (text: string) => text };
    await this.charge(1);
    return format(money.cents) + service.send('sent') + iterator.next().value;
  }
}
