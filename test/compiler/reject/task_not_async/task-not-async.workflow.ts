import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  charge(): string {
    return 'receipt';
  }

  async run(): Promise<string> {
    return await this.charge();
  }
}
