import { flow, task } from '@waystone/core';

export abstract class Elsewhere {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @flow()
  async chargeTwice(cents: number): Promise<string> {
    return (await this.charge(cents)) + (await this.charge(cents));
  }
}
