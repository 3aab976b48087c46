import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardClosuresInLoops {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const sums: number[] = [];
    for (let i = 0; i < 3; i++) {
      const calls: (() => number)[] = [];
      for (let j = 0; j < 3; j++) {
        const k = i * 10 + j;
        calls.push(() => k + i);
        calls.push(() => j);
      }
      sums.push(...calls.map((call) => call()));
      await this.echo(i);
    }
    let count = 0;
    const bump = () => ++count;
    while (bump() < 3) bump();
    await this.echo(count);
    const sorted = [3, 1, 2].sort((a, b) => (count++, a - b));
    const memo = new Map<number, number>();
    const fib = (n: number): number => memo.get(n) ?? (memo.set(n, n < 2 ? n : fib(n - 1) + fib(n - 2)), memo.get(n)!);
    const even = (n: number): boolean => n === 0 || odd(n - 1);
    const odd = (n: number): boolean => n !== 0 && even(n - 1);
    const values = { fib: fib(20), even: even(10) };
    await this.echo(values);
    return { sums, count: count > 0, sorted, values };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
