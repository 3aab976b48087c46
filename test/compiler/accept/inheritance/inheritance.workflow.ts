/** Template methods: flows of base classes call what the classes below them hold, and `super` reaches what is overridden. */
import { branch, flow, fork, join, loop, signal, sleep, status, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export class Refused extends Error {
  override readonly name = 'Refused';
}

abstract class Root<Input, Result> {
  readonly stage = status<string>('new');
  readonly note = signal<number>();
  protected readonly limit: number = 2;

  abstract work(input: Input): Promise<Result>;

  @flow() async before(input: Input): Promise<string> {
    this.stage.set('before');
    return `root ${await this.echo(String(input))}`;
  }

  @flow() async noted(): Promise<number> {
    try {
      return await this.note.receive({ timeout: '1m' });
    } catch {
      return 0;
    }
  }

  @task() async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task() async name(): Promise<string> {
    return 'root';
  }

  async run(input: Input): Promise<unknown> {
    const before = await this.before(input);
    try {
      const result = await this.work(input);
      return [before, result, this.describe(), await this.name(), await this.twice(1), await this.noted()];
    } finally {
      this.stage.set('done');
      await sleep(1);
    }
  }

  @flow() async twice(n: number): Promise<number> {
    return n * this.limit;
  }

  protected describe(): string {
    return `root of ${this.limit}`;
  }
}

abstract class Middle extends Root<number, number[]> {
  protected override readonly limit: number = 3;

  @flow() override async before(input: number): Promise<string> {
    return `middle ${await super.before(input + 1)}`;
  }

  @loop({ maxIterations: 5, onMax: 'exit' })
  async count(list: number[]): Promise<number[]> {
    for (;;) {
      list.push(await this.echo(list.length));
      if (list.length > this.limit) return list;
    }
  }

  @branch()
  async choose(n: number): Promise<string> {
    if (n > 1) return this.name();
    return 'small';
  }
}

@workflow()
export class Inheritance extends Middle {
  @fork() override async work(input: number) {
    return join([this.echo(input), this.leaf(input)]);
  }

  @flow() override async before(input: number): Promise<string> {
    const [one, other] = [await super.before(input), await super.before(input * 2)];
    if (input > 9) throw new Refused(`${one} ${await super.echo(other)}`);
    return `${one} / ${other}`;
  }

  @flow() async leaf(n: number): Promise<number> {
    return (await this.count([n])).length;
  }

  @task() override async name(): Promise<string> {
    return 'leaf';
  }

  override async run(input: number): Promise<unknown> {
    const inherited = await super.run(input);
    return [inherited, await this.choose(input), await super.twice(input)];
  }

  protected override describe(): string {
    return `leaf, ${super.describe()}`;
  }
}

export const cases: Case[] = [
  { name: 'one', input: 1, signals: [{ at: 10, name: 'note', value: 7 }] },
  { name: 'two', input: 2 },
  { name: 'refused', input: 10, traceDiffers: 'the plain run does not see calls by way of `super`', expect: { error: ['Refused', 'middle root 11 middle root 21'] } },
];
