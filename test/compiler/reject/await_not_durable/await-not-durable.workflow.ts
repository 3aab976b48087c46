import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(url: string): Promise<string> {
    const response = await fetch(url);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const text = url.length > 10 ? await this.charge(url.length) : await response.text();
    return text;
  }
}
