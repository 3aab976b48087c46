import { workflow } from '@waystone/core';

@workflow()
export class Order<Item> {
  async run(items: Item[]): Promise<number> {
    return items.length;
  }
}
