import { loop, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task({ retry: { attempts: 0 } })
  async charge(): Promise<boolean> {
    return true;
  }

  @loop({ maxIterations: -1 })
  async poll(): Promise<void> {
    while (!(await this.charge())) continue;
  }

  async run(): Promise<void> {
    await this.poll();
  }
}
