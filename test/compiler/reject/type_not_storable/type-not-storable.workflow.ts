import { flow, join, signal, status, task, workflow } from '@waystone/core';

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

  @flow()
  async show(text: () => string): Promise<void> {
    void text;
    await this.open(new Map());
  }

  async run(input: WeakMap<object, string>): Promise<Money> {
    const lanes = await join([(async () => new Money(3))(), this.open(new Map())]);
    await this.approval.receive({ timeout: '1h' });
    await join([this.show(() => 'text')]);
    await join([() => 1].map(async (make) => this.open(new Map([[String(make()), new Money(1)]]))));
    return lanes[0];
  }
}
