import { signal, status, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  readonly approval = signal<boolean>();
  readonly stage = status('received');

  async run(items: number[]): Promise<string> {
    const charge = this.charge;
    const approval = this.approval;
    items.forEach(this.charge);
    if (this.stage.get() === 'received') this.stage.set('open');
    await approval.receive();
    return await charge(items.length);
  }
}
