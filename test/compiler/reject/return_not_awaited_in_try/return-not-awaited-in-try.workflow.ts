import { flow, task, workflow } from '@waystone/core';

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
      return await this.retry(1);
    }
  }

  @flow()
  async recover(cents: number): Promise<string> {
    try {
      return await this.charge(cents);
    } catch {
      return this.charge(1);
    } finally {
      await this.charge(0);
    }
  }

  /** Nothing sees what is thrown here. */
  @flow()
  async retry(cents: number): Promise<string> {
    try {
      return await this.recover(cents);
    } catch {
      return this.charge(2);
    }
  }
}
