/** Enums, namespaces and constants of the module, between waits. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export enum Color {
  red = 1,
  blue = 'b',
}

export namespace Prices {
  export const deep = { cents: 4 };
  export function doubled(): number {
    return deep.cents * 2;
  }
  export enum Unit {
    piece = 'piece',
  }
}

const step = 3;
const below = -2;

@workflow()
export class Namespaces {
  async run(input: number) {
    switch (await this.echo<Color>(Color.red)) {
      case Color.red:
        input += await this.echo(step);
        break;
      case Color.blue:
        return 'blue';
    }
    return [input, Color.blue, Prices.deep.cents, Prices.doubled(), Prices.Unit.piece, below - below, -below, step ** below, [step].map((each) => each - below)];
  }

  @task() async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [{ name: 'runs', input: 1 }];
