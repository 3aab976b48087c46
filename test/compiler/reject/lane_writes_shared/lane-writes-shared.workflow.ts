import { join, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: number[]): Promise<number> {
    let total = 0;
    const receipts: string[] = [];
    const byItem = new Map<number, string>();
    await join(
      items.map(async (item) => {
        const receipt = await this.charge(item);
        total += receipt.length;
        receipts.push(receipt);
        byItem.set(item, receipt);
      }),
    );
    await join({
      first: (async () => {
        const own: string[] = [];
        own.push(await this.charge(1));
        items[0] = own.length;
      })(),
    });
    let last = 0;
    await join([
      items.length > 1
        ? (async () => {
            last = (await this.charge(2)).length;
          })()
        : this.charge(3),
    ]);
    await join({ first: this.charge(4), second: this.charge((last += (await this.charge(5)).length)) });
    return total + byItem.size + last;
  }
}
