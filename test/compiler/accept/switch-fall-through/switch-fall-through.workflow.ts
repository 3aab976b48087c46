/** `switch` falls through, with the default in the middle. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class SwitchFallThrough {
  async run(input: string) {
    const out: string[] = [];
    switch (input) {
      case 'a':
        out.push(await this.echo('A'));
      case 'b': {
        out.push(await this.echo('B'));
        break;
      }
      default:
        out.push(await this.echo('D'));
      case 'c':
        out.push('C');
        if (input === 'c') break;
        out.push('C2');
    }
    return out;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'a', input: 'a', expect: { value: ['A', 'B'] } },
  { name: 'b', input: 'b', expect: { value: ['B'] } },
  { name: 'c', input: 'c', expect: { value: ['C'] } },
  { name: 'other', input: 'x', expect: { value: ['D', 'C', 'C2'] } },
];
