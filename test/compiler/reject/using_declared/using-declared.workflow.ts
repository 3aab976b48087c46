import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(): Promise<string> {
    using file = { size: 3, [Symbol.dispose]() {} };
    return await this.charge(file.size);
  }
}
