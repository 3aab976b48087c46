/** What is assigned in a `try` whose statements do not wait may keep the value that it had before. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export function parse(text: string): string {
  if (text === '') throw new Error('empty');
  return `parsed ${text}`;
}

@workflow()
export class AssignedInTry {
  async run(text: string) {
    let caught = await this.echo('before');
    let both = await this.echo('before');
    let early = await this.echo('before');
    let chosen = await this.echo('before');
    let ended = await this.echo('before');
    await this.echo('wait');
    try {
      caught = parse(text);
    } catch {
      text += '!';
    }
    try {
      both = parse(text.slice(0, -1));
    } catch {
      both = 'empty';
    }
    try {
      try {
        early = 'on the way';
        early = parse('');
      } finally {
        ended = early;
      }
    } catch {
      if (text === '!') chosen = 'the only way';
    }
    await this.echo('wait');
    return [caught, both, early, ended, chosen, text];
  }

  @task() async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'text', input: 'text', expect: { value: ['parsed text', 'parsed tex', 'on the way', 'on the way', 'before', 'text'] } },
  { name: 'none', input: '', expect: { value: ['before', 'empty', 'on the way', 'on the way', 'the only way', '!'] } },
];
