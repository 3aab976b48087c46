import { loop, task, workflow } from '@waystone/core';

@workflow({ queue: '' })
export class Order {
  @task({ retry: { attempts: 0 } })
  async charge(): Promise<boolean> {
    return true;
  }

  @task({ tags: ['gpu', ''] })
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
