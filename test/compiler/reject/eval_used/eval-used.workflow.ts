import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(formula: string): Promise<string> {
    return await this.charge(eval(formula));
  }
}
