import { child, flow, join, signal, status, task, workflow } from '@waystone/core';

export class Money {
  constructor(readonly cents: number) {}
}

@workflow()
export class Refund {
  async run(reason: unknown): Promise<unknown> {
    return reason;
  }
}

@workflow()
export class Order {
  readonly note = status<unknown>(undefined);
  readonly approval = signal<{ decide: () => boolean }>();
  readonly stage = status<Money | undefined>(undefined);

  @task()
  async open(socket: Map<string, Money>): Promise<{ readonly sum: readonly { readonly money: Money }[] }> {
    return { sum: [...socket.values()].map((money) => ({ money })) };
  }

  @flow()
  async tell(): Promise<void> {
    this.note.set(new Map([['price', new Money(2)]]));
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
    await this.tell();
    return lanes[0];
  }
}

/** Parameters that take anything say nothing of what is given. */
@workflow()
export class Bill {
  @task()
  async save(value: unknown, ...more: readonly unknown[]): Promise<void> {
    void [value, more];
  }

  @flow()
  async give<T>(price: T, clients: readonly (() => void)[]): Promise<void> {
    await this.save(price);
    await this.save({ price: new Money(1) }, ...clients);
    await child(Refund, { reasons: [new Money(3)] });
  }

  async run(): Promise<void> {
    await this.give('free', []);
    await this.give(new Money(4), []);
  }
}
