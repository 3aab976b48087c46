import { flow, task, workflow } from '@waystone/core';

export class Money {
  constructor(readonly cents: number) {}
}

interface Format {
  format?: (cents: number) => string;
  cents?: number;
}

interface Basket {
  readonly order: { readonly items: readonly { render(): string }[] };
}

export function formatOf(): Format {
  return {};
}

export function clockOf() {
  return {
    get now() {
      return Date.now();
    },
  };
}

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @flow()
  async formatter(currency: string) {
    try {
      return (cents: number) => `${cents} ${currency}`;
    } finally {
      await this.charge(2);
    }
  }

  @flow()
  async fallback(currency: string) {
    try {
      return await this.charge(1);
    } catch {
      return (cents: number) => `${cents} ${currency}`;
    } finally {
      await this.charge(2);
    }
  }

  /** Values without a name live across waits too. */
  @flow()
  async unnamed(formats: ((cents: number) => string)[]): Promise<unknown> {
    const clock = clockOf();
    const { format, cents = Number(await this.charge(3)) }: Format = { format: String };
    const texts = [...formats.values(), await this.charge(cents)];
    const all = { ...formatOf(), text: await this.charge(4) };
    return [format, texts, all, clock.now, formatOf().format?.(Number(await this.charge(5)))];
  }

  /** What a flow is called with decides what its type parameters are. */
  @flow()
  async held<T, U = T>(value: T, list: readonly U[]): Promise<readonly [T, readonly U[]]> {
    await this.charge(6);
    return [value, list];
  }

  /** Where in the value it is. */
  @flow()
  async nested(basket: Basket): Promise<string> {
    await this.charge(7);
    return basket.order.items.map((item) => item.render()).join();
  }

  async run(items: number[]): Promise<string> {
    const format = (cents: number): string => `${cents} cents`;
    const money = new Money(3);
    const iterator = items.values();
    const service = { name: 'mail', send: (text: string) => text };
    await this.charge(1);
    const other = await this.formatter('EUR');
    await this.fallback('EUR');
    await this.unnamed([other]);
    await this.held('text', [1]);
    await this.held(new Money(1), [(text: string) => text]);
    await this.nested({ order: { items: [] } });
    return format(money.cents) + service.send('sent') + iterator.next().value;
  }
}
