/** Letters that are waited for beside a nap: a lane may lose to that though a letter was on its way to it. */
import { join, signal, sleep, task, workflow } from '@waystone/core';
import type { World } from './world.js';

@workflow()
export class MailWorkflow {
  readonly letter = signal<number>();

  constructor(private readonly world: World) {}

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async open(letter: number): Promise<number> {
    await this.world.moment();
    return letter;
  }

  async run(count: number): Promise<readonly number[]> {
    const letters: number[] = [];
    let napMs = 5;
    while (letters.length < count) {
      const first = await join({ letter: this.letter.receive(), nap: sleep(napMs) }, { mode: 'race' });
      if (first.lane === 'letter') letters.push(await this.open(first.value));
      else napMs = napMs * 2;
    }
    return letters;
  }
}
