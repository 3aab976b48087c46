import { join, workflow } from '@waystone/core';

@workflow()
export class Order {
  async run(): Promise<void> {
    await join([]);
    await join({});
  }
}
