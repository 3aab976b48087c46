import { flow, join, signal, sleep, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  readonly approval = signal<boolean>();

  @flow()
  async later(): Promise<void> {
    sleep('1h');
  }

  async run(cents: number): Promise<void> {
    this.charge(cents);
    const running = this.later();
    void this.approval.receive({ timeout: '1h' });
    join([this.charge(1), this.charge(2)]);
    [1, 2].map((each) => this.charge(each));
    this.charge(cents).catch(() => undefined);
    await running;
  }
}
