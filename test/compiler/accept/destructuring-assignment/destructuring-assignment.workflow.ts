/** Assignment patterns to variables and properties. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class DestructuringAssignment {
  async run(input: number[]) {
    let one = 1;
    let two = 2;
    const record: { list: number[]; first?: number } = { list: [] };
    [one, two] = [two, one];
    await this.note(`${one}${two}`);
    ({ length: one, 0: record.first } = input as unknown as { length: number; 0: number });
    [two = 0, ...record.list] = await this.list(3);
    ({ one, two = 8 } = (await this.echo({ one: 4 })) as { one: number; two?: number });
    return [one, two, record];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async list(length: number): Promise<number[]> {
    return Array.from({ length }, (_, index) => index + 1);
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'assigns', input: [9, 8], expect: { value: [4, 8, { list: [2, 3], first: 9 }] } },
];
