/** Defaults, rest, patterns and missing arguments of flows. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowParameters {
  @flow() async sum(first: number, second = first + 1, { third = 3, ...others }: { third?: number; x?: number } = {}, ...rest: number[]) {
    await this.note('sum');
    return [first, second, third, others, rest];
  }

  @flow() async optional(first: string, second?: string) {
    second ??= await this.echo('default');
    return first + second;
  }

  async run(input: number) {
    return [await this.sum(input), await this.sum(1, undefined, { x: 1 }, 4, 5), await this.optional('a'), await this.optional('a', 'b')];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'binds', input: 1 },
];
