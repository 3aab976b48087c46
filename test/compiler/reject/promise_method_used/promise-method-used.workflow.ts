import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: number[]): Promise<string[]> {
    const first = await Promise.race([this.charge(1), this.charge(2)]);
    const all = await Promise.all(items.map((item) => this.charge(item)));
    return [first, ...all];
  }
}
