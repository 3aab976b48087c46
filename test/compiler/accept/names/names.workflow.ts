/** Variables named like things of the generated code. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

export const graph = 'module graph';
export function code(value: string) {
  return `${value}!`;
}

@workflow()
export class Names {
  async run(frame: string) {
    const go = await this.echo(frame);
    const value = await this.echo(code(graph));
    const program = [go, value].map((frame) => frame.length);
    const error = { frame, go };
    await this.note(go);
    return { go, value, program, error, $value: frame };
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'keeps apart', input: 'f', expect: { value: { go: 'f', value: 'module graph!', program: [1, 13], error: { frame: 'f', go: 'f' }, $value: 'f' } } },
];
