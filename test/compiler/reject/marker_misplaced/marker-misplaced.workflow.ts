import { flow, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  static async charge(): Promise<void> {}

  @task()
  async 'quoted name'(): Promise<void> {}

  @flow()
  get later(): Promise<void> {
    return Promise.resolve();
  }

  async run(): Promise<void> {}
}
