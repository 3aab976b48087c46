import { registerCodec } from '@waystone/core';

export class Money {
  constructor(
    readonly cents: number,
    readonly currency: string,
  ) {}

  plus(other: Money): Money {
    return new Money(this.cents + other.cents, this.currency);
  }

  format(): string {
    return `${this.cents / 100} ${this.currency}`;
  }
}

declare module '@waystone/core' {
  interface StoredClasses {
    moneyOfAccepted: Money;
  }
}

registerCodec(Money, {
  name: 'accept/Money',
  encode: ({ cents, currency }) => ({ cents, currency }),
  decode: ({ cents, currency }) => new Money(cents, currency),
});
