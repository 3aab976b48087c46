/** A task that goes on to speak of its progress when it has ended: nobody may hear that. */
import { status, task, workflow } from '@waystone/core';
import type { World } from './world.js';

@workflow()
export class ProgressWorkflow {
  readonly progress = status('none');

  constructor(private readonly world: World) {}

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async first(turn: number): Promise<number> {
    this.progress.set('first');
    this.world.later(() => this.progress.set('too late'));
    await this.world.moment();
    return turn;
  }

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async second(turn: number): Promise<number> {
    await this.world.moment();
    return turn;
  }

  async run(turns: number): Promise<number> {
    let sum = 0;
    for (let turn = 0; turn < turns; turn++) sum += await this.first(turn);
    this.progress.set('between');
    for (let turn = 0; turn < turns; turn++) sum += await this.second(turn);
    return sum;
  }
}
