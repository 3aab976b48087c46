import { signal, sleep, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  readonly approval = signal<boolean>();

  @task()
  async charge(): Promise<boolean> {
    await sleep('1h');
    return await this.approval.receive();
  }

  async run(): Promise<boolean> {
    return await this.charge();
  }
}
