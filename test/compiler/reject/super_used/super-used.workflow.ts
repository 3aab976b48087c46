import { task, workflow } from '@waystone/core';

abstract class Base {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }
}

@workflow()
export class Order extends Base {
  @task()
  override async charge(cents: number): Promise<string> {
    return `better ${await super.charge(cents)}`;
  }

  async run(cents: number): Promise<string> {
    return (await super.charge(1)) + (await this.charge(super.toString().length + cents));
  }
}
