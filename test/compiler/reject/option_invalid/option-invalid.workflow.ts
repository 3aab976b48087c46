import { loop, task, workflow } from '@waystone/core';

const patience = { attempts: 0 };

@workflow({ queue: '', priority: 9 as 1 })
export class Order {
  @task({ timeout: 'soon' as '1s', retry: { attempts: 0, backoff: 0.5, maxDelay: '1m' } })
  async charge(): Promise<boolean> {
    return true;
  }

  @task({ tags: ['gpu', ''], retry: patience })
  async render(): Promise<void> {}

  @loop({ maxIterations: -1 })
  async poll(): Promise<void> {
    while (!(await this.charge())) continue;
  }

  async run(): Promise<void> {
    await this.poll();
    await this.render();
  }
}
