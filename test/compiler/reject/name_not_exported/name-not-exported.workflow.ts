import { task, workflow } from '@waystone/core';

const fixed = 3;
const start = { cents: 10 };

function total(items: number[]): number {
  return items.reduce((sum, item) => sum + item, 0);
}

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: number[]): Promise<string> {
    const sum = total(items);
    await this.charge(sum);
    return await this.charge(sum + start.cents + fixed);
  }
}
