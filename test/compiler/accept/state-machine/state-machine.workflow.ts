/** A loop around a switch: a machine with durable states. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

type State = { at: 'start' } | { at: 'work'; left: number } | { at: 'done'; result: string };

@workflow()
export class StateMachine {
  async run(input: number) {
    let state: State = { at: 'start' };
    const seen: string[] = [];
    while (true) {
      seen.push(state.at);
      switch (state.at) {
        case 'start':
          state = { at: 'work', left: await this.echo(input) };
          continue;
        case 'work':
          state = state.left > 0 ? { at: 'work', left: await this.add(state.left, -1) } : { at: 'done', result: await this.echo('ok') };
          break;
        case 'done':
          return [state.result, seen];
      }
      await this.note(state.at);
    }
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'two', input: 2 },
];
