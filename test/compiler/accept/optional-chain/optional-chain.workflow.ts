/** Optional chains that wait, and end early. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class OptionalChain {
  async run(input: { head?: { next?: { list: number[]; when?: Date } } } | undefined) {
    const late = (await this.echo(input))?.head?.next?.list[0];
    const at = input?.head?.next?.list[await this.echo(1)];
    const joined = input?.head?.next?.list.concat(await this.list(2)).length;
    const called = input?.head?.next?.when?.toISOString?.().slice(await this.echo(5));
    const skipped = (undefined as number[] | undefined)?.at(await this.echo(1));
    const method = ('abc' as string | undefined)?.at(await this.echo(1))?.toUpperCase?.();
    return [late ?? 'none', at ?? 'none', joined ?? 'none', called ?? 'none', skipped ?? 'skipped', method];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async list(length: number): Promise<number[]> {
    return Array.from({ length }, (_, index) => index + 1);
  }
}

export const cases: Case[] = [
  { name: 'whole', input: { head: { next: { list: [7, 8], when: new Date(0) } } } },
  { name: 'short', input: { head: {} } },
  { name: 'empty', input: undefined },
];
