import { branch, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @branch()
  async decide(cents: number) {
    if (cents > 100) return await this.charge(cents);
    await this.charge(1);
  }

  @branch()
  async broken(kind: 'a' | 'b') {
    switch (kind) {
      case 'a':
        return await this.charge(1);
      case 'b':
        break;
    }
  }

  async run(cents: number): Promise<void> {
    await this.decide(cents);
    await this.broken('a');
  }
}
