import { join, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(mode: 'all' | 'settled'): Promise<void> {
    await join([this.charge(1), this.charge(2)], { mode: mode === 'all' ? 'all' : 'race' });
    await join([this.charge(1), this.charge(2)], { mode });
  }
}
