/** Deep nesting: what the compiler does to each level, it does once. */
import { flow, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class DeepNesting {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @flow()
  async unwound(input: number): Promise<unknown[]> {
    const log: unknown[] = [];
    try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { if (await this.echo(input > 0)) return log; } finally { log.push(await this.echo(23)); } } finally { log.push(await this.echo(22)); } } finally { log.push(await this.echo(21)); } } finally { log.push(await this.echo(20)); } } finally { log.push(await this.echo(19)); } } finally { log.push(await this.echo(18)); } } finally { log.push(await this.echo(17)); } } finally { log.push(await this.echo(16)); } } finally { log.push(await this.echo(15)); } } finally { log.push(await this.echo(14)); } } finally { log.push(await this.echo(13)); } } finally { log.push(await this.echo(12)); } } finally { log.push(await this.echo(11)); } } finally { log.push(await this.echo(10)); } } finally { log.push(await this.echo(9)); } } finally { log.push(await this.echo(8)); } } finally { log.push(await this.echo(7)); } } finally { log.push(await this.echo(6)); } } finally { log.push(await this.echo(5)); } } finally { log.push(await this.echo(4)); } } finally { log.push(await this.echo(3)); } } finally { log.push(await this.echo(2)); } } finally { log.push(await this.echo(1)); } } finally { log.push(await this.echo(0)); }
    return log;
  }

  async run(input: number): Promise<unknown> {
    const log: unknown[] = [];
    for (let i0 = 0; i0 < 1; i0++) { for (let i1 = 0; i1 < 1; i1++) { for (let i2 = 0; i2 < 1; i2++) { for (let i3 = 0; i3 < 1; i3++) { for (let i4 = 0; i4 < 1; i4++) { for (let i5 = 0; i5 < 1; i5++) { for (let i6 = 0; i6 < 1; i6++) { for (let i7 = 0; i7 < 1; i7++) { for (let i8 = 0; i8 < 1; i8++) { for (let i9 = 0; i9 < 1; i9++) { for (let i10 = 0; i10 < 1; i10++) { for (let i11 = 0; i11 < 1; i11++) { for (let i12 = 0; i12 < 1; i12++) { for (let i13 = 0; i13 < 1; i13++) { for (let i14 = 0; i14 < 1; i14++) { for (let i15 = 0; i15 < 1; i15++) { for (let i16 = 0; i16 < 1; i16++) { for (let i17 = 0; i17 < 1; i17++) { for (let i18 = 0; i18 < 1; i18++) { for (let i19 = 0; i19 < 1; i19++) { for (let i20 = 0; i20 < 1; i20++) { for (let i21 = 0; i21 < 1; i21++) { for (let i22 = 0; i22 < 1; i22++) { for (let i23 = 0; i23 < 1; i23++) { log.push(await this.echo(1)); } } } } } } } } } } } } } } } } } } } } } } } }
    log.push((await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo(0)) || (await this.echo('last')));
    log.push((input > 0 ? (input > 1 ? (input > 2 ? (input > 3 ? (input > 4 ? (input > 5 ? (input > 6 ? (input > 7 ? (input > 8 ? (input > 9 ? (input > 10 ? (input > 11 ? (input > 12 ? (input > 13 ? (input > 14 ? (input > 15 ? (input > 16 ? (input > 17 ? (input > 18 ? (input > 19 ? (input > 20 ? (input > 21 ? (input > 22 ? (input > 23 ? await this.echo('deep') : 23) : 22) : 21) : 20) : 19) : 18) : 17) : 16) : 15) : 14) : 13) : 12) : 11) : 10) : 9) : 8) : 7) : 6) : 5) : 4) : 3) : 2) : 1) : 0));
    return [log, await this.unwound(input), await join([1].map((x0) => join([1].map((x1) => join([1].map((x2) => join([1].map((x3) => join([1].map((x4) => join([1].map((x5) => join([1].map((x6) => join([1].map((x7) => join([1].map((x8) => join([1].map((x9) => join([1].map((x10) => join([1].map((x11) => join([1].map((x12) => join([1].map((x13) => join([1].map((x14) => join([1].map((x15) => join([1].map((x16) => join([1].map((x17) => join([1].map((x18) => join([1].map((x19) => join([1].map((x20) => join([1].map((x21) => join([1].map((x22) => join([1].map((x23) => this.echo(x0 + x23)))))))))))))))))))))))))))))))))))))))))))))))))];
  }
}

export const cases: Case[] = [
  { name: 'to the end', input: 100 },
  { name: 'half of the way', input: 12 },
  { name: 'to the first', input: 0 },
];
