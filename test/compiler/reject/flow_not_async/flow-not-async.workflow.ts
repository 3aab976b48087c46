import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  run(cents: number): Promise<string> {
    return this.charge(cents);
  }
}
