import { workflow } from '@waystone/core';

@workflow()
export class OrderWorkflow {
  async run(): Promise<void> {}
}

@workflow({ name: 'order' })
export class Purchase {
  async run(): Promise<void> {}
}
