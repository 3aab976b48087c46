import { workflow } from '@waystone/core';

@workflow()
export class Elsewhere {
  async run(cents: number): Promise<number> {
    return cents;
  }
}
