import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  private async load(url: string): Promise<number> {
    return url.length;
  }

  async run(url: string): Promise<string> {
    return await this.charge(await this.load(url));
  }
}
