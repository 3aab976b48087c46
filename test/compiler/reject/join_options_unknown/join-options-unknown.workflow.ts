import { join, task, workflow, type JoinOptions } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(options: JoinOptions<'all'>): Promise<void> {
    await join([this.charge(1), this.charge(2)], options);
    await join([this.charge(1), this.charge(2)], { ...options, concurrency: 2 });
  }
}
