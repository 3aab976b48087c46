import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardSwitch {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const log: string[] = [];
    for (const value of [0, 1, 2, 3, 4]) {
      switch (await this.echo(value)) {
        case await this.echo(3):
          log.push('three');
        // falls through
        default: {
          const word = await this.echo(`default ${value}`);
          log.push(word);
        }
        // falls through
        case 1:
          log.push(await this.echo('one'));
          if (value === 4) break;
          continue;
        case await this.echo(2): {
          let word = 'two';
          word += await this.echo('!');
          log.push(word);
          break;
        }
      }
      log.push('end');
    }
    return log;
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
