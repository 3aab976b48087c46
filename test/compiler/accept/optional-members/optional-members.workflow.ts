/** `this.format?.(await x)`: members of the workflow that may not be there, called with what is waited for. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class OptionalMembers {
  private readonly unit = 'kg';
  readonly format?: (value: number) => string = (value) => `${value} ${this.unit}`;
  readonly missing?: (value: number) => { readonly text: string };

  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  private scale?(value: number): number;

  async run(input: number) {
    return [
      this.format?.(await this.echo(input)),
      this.format?.(await this.echo(input)).length.toFixed(await this.echo(1)),
      this.missing?.(await this.echo(input)).text,
      this.scale?.(await this.echo(input)) ?? this.unit,
    ];
  }
}

export const cases: Case[] = [{ name: 'runs', input: 3, expect: { value: ['3 kg', '4.0', undefined, 'kg'] } }];
