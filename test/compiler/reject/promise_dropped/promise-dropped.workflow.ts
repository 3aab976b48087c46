import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async notify(cents: number): Promise<void> {
    void cents;
  }

  async run(url: string): Promise<void> {
    fetch(url);
    void fetch(url).then((response) => response.text());
    this.notify(1);
    if (url.length > 5) url.length > 9 ? fetch(url) : undefined;
    [url].forEach((each) => {
      fetch(each);
    });
    await this.charge(1);
  }
}
