import { flow, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @flow()
  async total(this: Order, cents: number): Promise<string> {
    enum Level {
      low,
      high,
    }
    const clock = {
      get now() {
        return 1;
      },
    };
    class Total {
      sum = cents;
    }
    return await this.charge(new Total().sum + Level.low + clock.now);
  }

  async run(): Promise<void> {
    const cents = 1;
    try {
      await this.total(cents);
    } catch (error: any) {
      var error: any = 'another';
      (cents as number) = 2;
      await this.total(error);
    }
  }
}
