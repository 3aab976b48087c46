import { join, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: string[]): Promise<void> {
    await join([this.charge(1), fetch('https://example.com')]);
    await join(items.map((item) => fetch(item)));
    await join({ one: items.length > 1 ? this.charge(1) : Promise.resolve('none') });
  }
}
