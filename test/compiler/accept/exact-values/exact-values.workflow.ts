import { flow, join, LaneMissingError, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

/** What is easily lost on the way into a database and back: shared memory, fields of lists, holes. */
@workflow()
export class ExactValues {
  @task()
  async echo(value: number): Promise<number> {
    return value;
  }

  @flow()
  async joinAll(list: readonly (number | undefined)[]): Promise<number[] | string> {
    try {
      return await join(list.map((value) => this.echo(value ?? 0)));
    } catch (error) {
      if (error instanceof LaneMissingError) return `no lane at ${error.position}`;
      throw error;
    }
  }

  async run(input: readonly number[]) {
    const bytes = new Uint8Array(16);
    const words = new Uint16Array(bytes.buffer, 4, 2);
    const view = new DataView(bytes.buffer, 6, 4);
    const list = Object.assign([...input], { total: 3 });
    const sparse = [1, , 3];
    const match = /(?<word>\w+) (\w+)/d.exec('two words');
    await this.echo(1);
    words[1] = await this.echo(0x0102);
    view.setUint8(3, 9);
    const joined = await this.joinAll(list);
    const missing = await this.joinAll(sparse);
    const filled = await this.joinAll([...sparse]);
    return { bytes: [...bytes], total: list.total, hole: 1 in sparse, word: match?.indices?.groups?.['word'], joined, missing, filled };
  }
}

export const cases: Case[] = [
  {
    name: 'keeps them',
    input: [4, 5],
    expect: {
      value: {
        bytes: [0, 0, 0, 0, 0, 0, 2, 1, 0, 9, 0, 0, 0, 0, 0, 0],
        total: 3,
        hole: false,
        word: [0, 3],
        joined: [4, 5],
        missing: 'no lane at 1',
        filled: [1, 0, 3],
      },
    },
    traceDiffers: 'In a plain run the lanes beside the hole have begun before the join refuses it.',
  },
];
