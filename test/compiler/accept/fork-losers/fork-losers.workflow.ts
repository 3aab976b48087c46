/** Losing lanes run their cleanup before the join gives its result; what they throw then is lost. */
import { CanceledError, flow, join, signal, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ForkLosers {
  readonly go = signal<string>();

  @flow() async guarded(name: string, ms: number): Promise<string> {
    try {
      await sleep(ms);
      return name;
    } catch (error) {
      if (!(error instanceof CanceledError)) throw error;
      await this.note(`${name} lost`);
      throw new Error('lost with the join');
    } finally {
      await this.note(`${name} ended`);
    }
  }

  async run(mode: string) {
    if (mode === 'nested') {
      const inner = await join(
        {
          deep: join([this.guarded('a', 500), join({ x: this.guarded('b', 600), y: this.go.receive() })]),
          short: this.guarded('c', 10),
        },
        { mode: 'race' },
      );
      return [inner, await this.go.receive(), await this.notes()];
    }
    const first = await join({ a: this.guarded('a', 10), b: this.guarded('b', 20) }, { mode: 'any' });
    return [first, await this.notes()];
  }

  @task() async note(text: string): Promise<void> {
    void text;
  }

  @task() async notes(): Promise<number> {
    return 0;
  }
}

export const cases: Case[] = [
  { name: 'any', input: 'any', expect: { value: [{ lane: 'a', value: 'a' }, 0] }, traceDiffers: 'a plain run does not cancel what is under way' },
  {
    name: 'nested',
    input: 'nested',
    signals: [{ at: 50, name: 'go', value: 'went' }],
    expect: { value: [{ lane: 'short', value: 'c' }, 'went', 0] },
    traceDiffers: 'a plain run does not cancel what is under way',
  },
];
