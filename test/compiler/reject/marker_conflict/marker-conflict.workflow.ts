import { flow, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  @flow()
  async prepare(): Promise<void> {}

  async run(): Promise<void> {
    await this.prepare();
  }
}
