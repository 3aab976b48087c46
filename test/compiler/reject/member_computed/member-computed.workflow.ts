import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(channel: 'charge'): Promise<string> {
    return (await this[channel](1)) + (await this['charge'](2));
  }
}
