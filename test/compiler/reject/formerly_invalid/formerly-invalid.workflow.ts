import { flow, formerly, signal, task, workflow } from '@waystone/core';

const earlier = () => 'charge';

@formerly('base')
abstract class Base {
  @formerly('start')
  async run(): Promise<string> {
    return 'base';
  }
}

@formerly('order')
@workflow({ name: 'order' })
export class Order extends Base {
  @formerly(earlier())
  readonly approval = signal<string>();

  @formerly('refund-of-order')
  @task()
  async refund(): Promise<void> {}

  @formerly('ship')
  @formerly('send')
  @task()
  async deliver(): Promise<void> {}

  @formerly('pack')
  @flow()
  async pack(): Promise<void> {
    await this.deliver();
  }

  @formerly('make')
  static create(): Order {
    return new Order();
  }

  @formerly
  override async run(): Promise<string> {
    await this.pack();
    return await this.approval.receive({ timeout: '1h' });
  }
}

export class Helper {
  @formerly('helped')
  help(): void {}
}
