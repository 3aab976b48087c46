import { join, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  private calls(): Promise<string>[] {
    return [];
  }

  async run(items: number[]): Promise<void> {
    await join(this.calls());
    await join([...this.calls(), this.charge(1)]);
    await join({ ...{ first: Promise.resolve(1) }, ['x']: this.charge(2) });
    await join(items.filter((item) => item > 1).map(function (item) {
      return Promise.resolve(item);
    }));
  }
}
