import { loop, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @loop({ maxIterations: 10 })
  async none(): Promise<void> {
    await this.charge(1);
  }

  @loop({ maxIterations: 10 })
  async two(items: number[]): Promise<void> {
    for (const item of items) await this.charge(item);
    for (const item of items) {
      for (let turn = 0; turn < item; turn++) await this.charge(turn);
    }
  }

  @loop({ maxIterations: 10 })
  async guarded(): Promise<void> {
    try {
      while ((await this.charge(1)) !== '') continue;
    } finally {
      await this.charge(2);
    }
  }

  async run(): Promise<void> {
    await this.none();
    await this.two([1]);
    await this.guarded();
  }
}
