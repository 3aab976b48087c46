import { workflow } from '@waystone/core';

@workflow()
export default class {
  async run(): Promise<void> {}
}
