/** `for…of` over typed arrays and buffers. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForOfTypedArray {
  async run(input: Uint8Array) {
    let sum = 0;
    for (const byte of input) sum += await this.echo(byte);
    for (const value of new Float64Array([0.5, 1.5])) sum += await this.echo(value);
    return sum;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'bytes', input: new Uint8Array([1, 2, 250]), expect: { value: 255 } },
];
