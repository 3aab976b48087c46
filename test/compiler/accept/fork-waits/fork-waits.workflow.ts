/** Sleeps and signals as lanes. */
import { join, signal, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkWaits {
  readonly go = signal<string>();

  async run(input: number) {
    const { timer, message, rest } = await join({
      timer: sleep('10s'),
      message: this.go.receive({ timeout: '1m' }),
      rest: (async () => {
        await sleep(input);
        return await this.echo('rested');
      })(),
    });
    return [timer ?? 'passed', message, rest];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'waits', input: 500, signals: [{ at: 20, name: 'go', value: 'hello' }], expect: { value: ['passed', 'hello', 'rested'] } },
];
