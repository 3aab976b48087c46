import { flow, workflow } from '@waystone/core';
import { Base } from './base.js';

@workflow()
export class Order extends Base {
  async load(): Promise<number> {
    return 1;
  }

  override async store(): Promise<number> {
    return 2;
  }

  @flow()
  async missing(): Promise<number> {
    return await this.load();
  }
}
