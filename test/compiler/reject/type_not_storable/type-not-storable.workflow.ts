import { join, signal, status, task, workflow } from '@waystone/core';

export class Money {
  constructor(readonly cents: number) {}
}

@workflow()
export class Order {
  readonly approval = signal<{ decide: () => boolean }>();
  readonly stage = status<Money | undefined>(undefined);

  @task()
  async open(socket: Map<string, Money>): Promise<{ readonly sum: readonly { readonly money: Money }[] }> {
    return { sum: [...socket.values()].map((money) => ({ money })) };
  }

  async run(input: WeakMap<object, string>): Promise<Money> {
    const lanes = await join([(async () => new Money(3))(), this.open(new Map())]);
    await this.approval.receive({ timeout: '1h' });
    return lanes[0];
  }
}
