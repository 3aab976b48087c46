/** A parent that waits for its children, side by side and one by one. */
import { NonRetryableError, child, join, sleep, task, workflow } from '@waystone/core';
import type { World } from './world.js';

export interface Family {
  readonly children: readonly number[];
  /** Whether the last one fails. */
  readonly fails: boolean;
}

@workflow()
export class FamilyWorkflow {
  constructor(private readonly world: World) {}

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async note(text: string): Promise<string> {
    await this.world.moment();
    return text;
  }

  async run({ children, fails }: Family): Promise<readonly unknown[]> {
    const numbers = await join(children.map((number) => child(ErrandWorkflow, number)));
    let last = 'none';
    try {
      last = String(await child(ErrandWorkflow, fails ? -1 : 7));
    } catch (error) {
      last = await this.note((error as Error).message);
    }
    return [numbers, last];
  }
}

@workflow()
export class ErrandWorkflow {
  constructor(private readonly world: World) {}

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async double(number: number): Promise<number> {
    await this.world.moment();
    if (number < 0) throw new NonRetryableError('less than nothing');
    return number * 2;
  }

  async run(number: number): Promise<number> {
    await sleep(20);
    return this.double(number);
  }
}
