/** Functions between waits read and write the flow's variables. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class Closures {
  async run(input: number[]) {
    let sum = 0;
    const limit = await this.echo(2);
    input.forEach((value) => (sum += value));
    const above = input.filter((value) => value > limit);
    await this.note(String(sum));
    above.forEach((value, index) => {
      sum += value * index;
    });
    const shown = above.map(function (value) {
      const scaled = value * limit;
      return { value, scaled, sum };
    });
    return [sum, above, shown];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'captures', input: [1, 2, 3, 4] },
];
