import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardLoops {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const log: unknown[] = [];
    for (let i = 0, n = await this.echo(3); i < n; i += await this.echo(1)) log.push(i);
    let turns = 0;
    do {
      turns++;
      if (turns === 2) continue;
      log.push(`do ${turns}`);
    } while ((await this.echo(turns)) < 4);
    while (await this.echo(turns-- > 2)) {
      if (turns === 2) break;
      log.push(`while ${turns}`);
    }
    const list = [1, 2, 3];
    for (const item of list) {
      if (item < 3) list.push(item + 10);
      log.push(await this.echo(item));
    }
    rows: for (const row of [
      [1, 2],
      [3, 4],
      [5, 6],
    ]) {
      for (const cell of row) {
        if (cell === 2) continue rows;
        if ((await this.echo(cell)) === 5) break rows;
        log.push(cell);
      }
    }
    let target = 0;
    for (target of [7, 8]) await this.echo(target);
    for (const character of 'a😀b') log.push(await this.echo(character));
    for (const [key, value] of Object.entries({ x: 1, y: 2 })) log.push(key + (await this.echo(value)));
    block: {
      log.push(await this.echo('in block'));
      if (log.length > 0) break block;
      log.push('never');
    }
    return { log, turns, target, list };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
