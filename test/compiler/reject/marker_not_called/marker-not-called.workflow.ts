import { loop, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task
  async charge(): Promise<void> {}

  @loop
  async poll(): Promise<void> {
    while (true) await this.charge();
  }

  async run(): Promise<void> {
    await this.poll();
  }
}
