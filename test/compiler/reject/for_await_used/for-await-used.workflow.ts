import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: number[]): Promise<void> {
    for await (const item of items) {
      await this.charge(item);
    }
  }
}
