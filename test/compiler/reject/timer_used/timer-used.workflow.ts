import { setTimeout as pause } from 'node:timers/promises';
import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(cents: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    globalThis.setInterval(() => cents, 1000);
    process.nextTick(() => [1].forEach(() => queueMicrotask(() => undefined)));
    await pause(1000);
    const setImmediate = (run: () => void): void => run();
    setImmediate(() => undefined);
    await this.charge(cents);
  }
}
