import { branch, fork, join, loop, LoopLimitError, sleep, status, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const enum Kind {
  a = 'a',
}
export enum Level {
  low,
  high = 5,
}
const fixed = -3.5;
export function total(items: number[]): number {
  return items.reduce((sum, item) => sum + item, 0);
}

@workflow()
export class HardMarkers {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  readonly stage = status<string>('none');
  private readonly limit = 3;

  private double(n: number): number {
    return n * 2 + this.limit;
  }

  @branch()
  async pick(risk: 'low' | 'high'): Promise<string> {
    switch (risk) {
      case 'low':
        this.stage.set('low');
        return 'sync';
      case 'high': {
        const word = await this.echo('asked');
        return word + Kind.a;
      }
      default:
        throw new Error('odd').message as never;
    }
  }

  @branch()
  async test(n: number) {
    if (n < 10) return await this.echo('small');
    else return await this.echo('large');
  }

  @loop({ maxIterations: 10 })
  async turn(n: number): Promise<number> {
    let turns = 0;
    while (turns < n) {
      turns++;
      if (turns === 1) continue;
      await this.echo(turns);
    }
    return turns;
  }

  @loop({ maxIterations: 1000 })
  async limited(): Promise<void> {
    for (;;) {
      if (await this.echo(true)) throw new LoopLimitError('limited', 1000);
    }
  }

  @loop({ maxIterations: 100, onMax: 'exit' })
  async exits(list: number[]): Promise<number> {
    let sum = 0;
    found: for (const item of list) {
      for (const each of [item, item]) {
        if (each === 4) break found;
        sum += await this.echo(each);
      }
    }
    return sum;
  }

  @fork()
  async split(n: number) {
    await sleep(1);
    const double = this.double(n);
    if (n > 5)
      return join({
        one: this.echo(double),
        two: (async () => {
          await sleep(5);
          return double + n;
        })(),
      });
    return await join({ one: this.echo(1), two: this.echo(2) });
  }

  async run() {
    this.stage.set('begun');
    const branches = [
      await this.pick('low'),
      await this.pick('high'),
      await this.pick('odd' as 'low'),
      await this.test(1),
      await this.test(20),
    ];
    this.stage.set('picked');
    const turns = await this.turn(3);
    let failed: unknown;
    try {
      await this.limited();
    } catch (error) {
      failed = error instanceof LoopLimitError;
    }
    this.stage.set(`turned ${turns}`);
    const exited = await this.exits([1, 2, 3, 4, 5]);
    const forked = await this.split(7);
    return {
      branches,
      turns,
      failed,
      exited,
      forked,
      limit: this.limit,
      secret: this.double(4),
      fixed,
      Level: Level.high,
      shared: total([1, 2]),
    };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
