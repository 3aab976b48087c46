import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: number[]): Promise<void> {
    items.forEach(async (item) => {
      await this.charge(item);
    });
    const later = async (item: number): Promise<string> => await this.charge(item);
    const labels = items.map((item) => typeof later(item));
    await this.charge(labels.length);
  }
}
