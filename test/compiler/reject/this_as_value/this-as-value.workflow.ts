import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(cents: number): Promise<string> {
    const { charge } = this;
    const self = this;
    return (await charge(cents)) + (await self.charge(cents));
  }
}
