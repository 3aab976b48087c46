import { join, registerCodec, signal, status, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';
import { Money } from './money.js';

/** Only its own code makes instances. */
export class Basket {
  readonly #prices: readonly Money[];

  private constructor(prices: readonly Money[]) {
    this.#prices = prices;
  }

  static empty(): Basket {
    return new Basket([]);
  }

  with(price: Money): Basket {
    return new Basket([...this.#prices, price]);
  }

  get total(): Money {
    return this.#prices.reduce((sum, price) => sum.plus(price), new Money(0, 'EUR'));
  }

  static {
    registerCodec(Basket, { name: 'accept/Basket', encode: (basket) => basket.#prices, decode: (prices) => new Basket(prices) });
  }
}

/** Instances of classes whose codecs are registered, kept across waits and handed to tasks and lanes. */
@workflow()
export class ClassCodecs {
  readonly extra = signal<Money>();
  readonly total = status<Money | undefined>(undefined);

  @task()
  async price(cents: number): Promise<Money> {
    return new Money(cents, 'EUR');
  }

  @task()
  async describe(price: Money, more: ReadonlyMap<string, Money>): Promise<string> {
    return [price, ...more.values()].map((each) => each.format()).join(', ');
  }

  async run(first: Money): Promise<{ readonly total: Money; readonly texts: readonly string[]; readonly same: boolean }> {
    let basket = Basket.empty().with(first);
    const shared = [first, first];
    basket = basket.with(await this.price(250));
    const prices = await join([1, 2].map(async (cents) => (await this.price(cents)).plus(first)));
    for (const price of prices) {
      basket = basket.with(price);
      this.total.set(basket.total);
      await this.describe(basket.total, new Map());
    }
    basket = basket.with(await this.extra.receive({ timeout: '1h' }));
    const text = await this.describe(basket.total, new Map([['first', first]]));
    return { total: basket.total, texts: [text, first.format()], same: shared[0] === shared[1] && shared[0] === first };
  }
}

export const cases: Case[] = [
  { name: 'carries them', input: new Money(100, 'EUR'), signals: [{ at: 1, name: 'extra', value: new Money(5, 'EUR') }] },
];
