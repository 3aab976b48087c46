/** Comments, line breaks and template literals with line breaks are copied as they are. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class Multiline {
  // prettier-ignore
  async run(input: string) {
    const text = `first ${input}
  second`; // trailing
    /* before */ const options = {
      // inside
      name: input, // after
      /* more */ list: [
        1,
        2,
      ],
    };
    await this.note(text)
    const result = input
      .split('') // each
      .map((letter) => `${letter}
`)
    return [text, options, result]
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'copies', input: 'ab' },
];
