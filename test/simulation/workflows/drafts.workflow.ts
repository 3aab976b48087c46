/** Steps that are put off until the task behind them speaks of its progress: then they are stored while it runs. */
import { status, task, workflow } from '@waystone/core';
import type { World } from './world.js';

@workflow()
export class DraftsWorkflow {
  readonly written = status(0);

  constructor(private readonly world: World) {}

  @task({ pure: true }) async measure(page: number): Promise<number> {
    return page * 2;
  }

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async write(page: number, words: number): Promise<number> {
    this.written.set(page);
    await this.world.hours();
    return words;
  }

  async run(pages: number): Promise<number> {
    let sum = 0;
    for (let page = 1; page <= pages; page++) {
      const words = await this.measure(page);
      sum += await this.write(page, words);
    }
    return sum;
  }
}
