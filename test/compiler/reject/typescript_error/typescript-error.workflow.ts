import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(cents: number): Promise<number> {
    const receipt: string = await this.charge(String(cents));
    return receipt;
  }
}
