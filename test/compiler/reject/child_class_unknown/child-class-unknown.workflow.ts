import { child, join, workflow } from '@waystone/core';
import type { ChildClass } from '@waystone/core';
import type { Order as OnlyAType } from './child-class-unknown.workflow.js';

@workflow()
export class Small {
  async run(cents: number): Promise<number> {
    return cents;
  }
}

@workflow()
export class Order {
  async run(cents: number): Promise<number> {
    const Work = cents > 100 ? Small : Order;
    await child(Work, cents);
    await child.start(cents > 10 ? Small : Order, cents);
    await child(...([Small, cents] as const));
    await child(OnlyAType, cents);
    const [total = 0] = await join([1, 2].map((each) => child(this.classOf(each), each)));
    return total;
  }

  private classOf(cents: number): ChildClass<Small> {
    return cents > 1 ? Small : Order;
  }
}
