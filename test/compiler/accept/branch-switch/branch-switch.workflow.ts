/** A branch over a union. */
import { branch, signal, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

type Risk = 'low' | 'mid' | 'high';

@workflow()
export class BranchSwitch {
  readonly approval = signal<string>();

  @branch() async decide(risk: Risk): Promise<string> {
    switch (risk) {
      case 'low':
        return 'policy';
      case 'mid':
        return await this.echo('auto');
      case 'high':
        return this.approval.receive({ timeout: '1h' });
    }
  }

  async run(input: Risk) {
    return `by ${await this.decide(input)}`;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'low', input: 'low', expect: { value: 'by policy' } },
  { name: 'mid', input: 'mid', expect: { value: 'by auto' } },
  { name: 'high', input: 'high', signals: [{ at: 10, name: 'approval', value: 'ann' }], expect: { value: 'by ann' } },
  { name: 'timeout', input: 'high', expect: { error: ['SignalTimeoutError', "no signal 'approval' arrived in time"] } },
];
