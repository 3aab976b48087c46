import { flow, formerly, signal, status, task, workflow } from '@waystone/core';

abstract class Base {
  @formerly('approval')
  readonly consent = signal<string>();
}

@workflow()
export class Order extends Base {
  @formerly('ship')
  readonly stage = status('new');

  readonly approval = signal<string>();

  @formerly('charge')
  @task()
  async chargeCard(): Promise<void> {}

  @formerly('charge')
  @flow()
  async chargeAll(): Promise<void> {
    await this.chargeCard();
  }

  @task()
  async ship(): Promise<void> {}

  // Two that changed their names for each other's.
  @formerly('second')
  @task()
  async first(): Promise<void> {}

  @formerly('first')
  @task()
  async second(): Promise<void> {}

  async run(): Promise<void> {
    await this.chargeAll();
    await this.ship();
    await this.first();
    await this.second();
  }
}

@formerly('order')
@workflow()
export class Purchase {
  async run(): Promise<void> {}
}

@formerly('trade')
@workflow({ name: 'order' })
export class Other {
  async run(): Promise<void> {}
}
