import { fork, join, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @fork()
  async prepare(cents: number) {
    if (cents === 0) return [];
    return await join([this.charge(cents), this.charge(1)]);
  }

  @fork()
  async both(cents: number) {
    if (cents > 0) return join({ one: this.charge(cents), two: this.charge(1) });
  }

  @fork()
  async listed(cents: number) {
    return [this.charge(cents), this.charge(1)];
  }

  @fork()
  async mapped(list: number[]) {
    return list.map((cents) => this.charge(cents));
  }

  async run(cents: number): Promise<void> {
    await this.prepare(cents);
    await this.both(cents);
    await this.listed(cents);
    await this.mapped([cents]);
  }
}
