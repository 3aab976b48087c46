/** Patterns that wait, with nothing to take apart. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardPatternWaits {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  /** JavaScript refuses to take nothing apart before it computes a key. */
  @flow()
  async keyed(value: unknown): Promise<string> {
    try {
      const { [await this.echo('length')]: length } = value as Record<string, number>;
      return `length ${length}`;
    } catch (error) {
      return error instanceof TypeError ? 'nothing to take apart' : 'another error';
    }
  }

  async run() {
    return [await this.keyed('four'), await this.keyed(undefined), await this.keyed(null)];
  }
}

export const cases: Case[] = [
  { name: 'runs', expect: { value: ['length 4', 'nothing to take apart', 'nothing to take apart'] } },
];
