import { flow, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @flow()
  async walk(depth: number): Promise<void> {
    await this.charge(depth);
    await this.descend(depth - 1);
  }

  @flow()
  async descend(depth: number): Promise<void> {
    if (depth > 0) await this.walk(depth);
  }

  async run(depth: number): Promise<void> {
    await this.walk(depth);
  }
}
