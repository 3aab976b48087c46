import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  readonly #limit = 3;

  async run(cents: number): Promise<string> {
    return await this.charge(Math.min(cents, this.#limit));
  }
}
