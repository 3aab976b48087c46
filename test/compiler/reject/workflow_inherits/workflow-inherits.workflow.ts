import { task, workflow } from '@waystone/core';

export class Payments {
  readonly limit = 3;
}

@workflow()
export class Order extends Payments {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(cents: number): Promise<string> {
    return await this.charge(Math.min(cents, this.limit));
  }
}
