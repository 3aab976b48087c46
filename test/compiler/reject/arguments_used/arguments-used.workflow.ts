import { flow, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @flow()
  async all(...items: number[]): Promise<string> {
    const count = (): number => arguments.length;
    return await this.charge(items.length + count());
  }

  async run(): Promise<string> {
    return await this.all(1, 2);
  }
}
