import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(cents: number): Promise<string> {
    try {
      return this.charge(cents);
    } catch {
      return 'declined';
    }
  }
}
