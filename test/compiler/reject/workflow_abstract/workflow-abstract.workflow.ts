import { flow, task, workflow } from '@waystone/core';

@workflow()
export abstract class Base {
  abstract work(): Promise<void>;

  async run(): Promise<void> {
    await this.step();
  }

  @flow()
  async step(): Promise<void> {
    await this.charge(1);
  }

  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }
}
