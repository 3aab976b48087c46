/** Flows that return flows. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowChain {
  @flow() async third(value: string) {
    return this.echo(`${value}3`);
  }

  @flow() async second(value: string) {
    return this.third(`${value}2`);
  }

  @flow() async first(value: string) {
    return await this.second(`${value}1`);
  }

  async run(input: string) {
    return this.first(input);
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'passes on', input: 'x', expect: { value: 'x123' } },
];
