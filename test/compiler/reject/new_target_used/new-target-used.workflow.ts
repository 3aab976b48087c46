import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(): Promise<string> {
    return await this.charge(new.target === undefined ? 1 : 2);
  }
}
