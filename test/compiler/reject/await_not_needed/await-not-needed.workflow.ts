import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  private sum(items: number[]): number {
    return items.length;
  }

  async run(items: number[]): Promise<string> {
    const sum = await items.length;
    return await this.charge(sum + (await 3));
  }
}
