import { status, workflow } from '@waystone/core';

@workflow()
export class Order {
  readonly since = status(new Date());

  async run(): Promise<void> {
    this.since.set(new Date(0));
  }
}
