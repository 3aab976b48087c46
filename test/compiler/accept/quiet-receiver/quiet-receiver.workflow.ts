/** A receiver that cannot be stored is reached again after the wait. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class QuietReceiver {
  async run(input: string) {
    const url = new URL('https://example.com/');
    url.searchParams.set('q', await this.echo(input));
    url.searchParams.append('page', String(await this.echo(2)));
    return url.href;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'sets', input: 'x y', expect: { value: 'https://example.com/?q=x+y&page=2' } },
];
