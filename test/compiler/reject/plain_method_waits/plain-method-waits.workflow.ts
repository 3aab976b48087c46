import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  private get standard(): Promise<string> {
    return this.charge(100);
  }

  private later(cents: number): boolean {
    return this.chosen(cents) !== undefined;
  }

  private chosen(cents: number): Promise<string> {
    return this.charge(cents);
  }

  async run(cents: number): Promise<boolean> {
    return this.later(cents) && this.standard !== undefined;
  }
}
