import { child, workflow } from '@waystone/core';
import { Elsewhere } from './elsewhere.js';

export class Plain {
  async run(cents: number): Promise<number> {
    return cents;
  }
}

export abstract class Unfinished {
  abstract run(cents: number): Promise<number>;
}

@workflow()
export class Order {
  async run(cents: number): Promise<number> {
    await child(Plain, cents);
    await child(Unfinished, cents);
    return (await child(Elsewhere, cents)) + (await child(Order, cents - 1));
  }
}
