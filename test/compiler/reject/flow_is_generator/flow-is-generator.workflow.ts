import { flow, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @flow()
  async *pages(): AsyncGenerator<string> {
    yield await this.charge(1);
  }

  async run(): Promise<void> {}
}
