import { flow, task, workflow } from '@waystone/core';

function logged(): MethodDecorator {
  return () => undefined;
}

@workflow()
export class Order {
  @logged()
  @task()
  async charge(): Promise<void> {}

  @flow()
  @logged()
  async prepare(): Promise<void> {
    await this.charge();
  }

  @logged()
  async run(): Promise<void> {
    await this.prepare();
  }
}
