import { flow, workflow } from '@waystone/core';

@workflow()
export class Order {
  @flow()
  async run(): Promise<void> {}
}
