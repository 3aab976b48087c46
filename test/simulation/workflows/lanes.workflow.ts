/** Lanes of every kind: all of them, those that may fail, the first of them, so many of them; some sleep, some call tasks. */
import { fork, join, loop, sleep, status, task, workflow } from '@waystone/core';
import type { World } from './world.js';

export interface Lanes {
  /** Milliseconds; one lane each. */
  readonly naps: readonly number[];
  readonly turns: number;
  readonly concurrency: number;
}

@workflow()
export class LanesWorkflow {
  readonly stage = status('none');

  constructor(private readonly world: World) {}

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async look(): Promise<number> {
    await this.world.moment();
    return this.world.now();
  }

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async add(one: number, other: number): Promise<number> {
    await this.world.moment();
    return one + other;
  }

  @task({ pure: true }) async double(number: number): Promise<number> {
    await this.world.moment();
    return number * 2;
  }

  @task({ retry: { attempts: 2, initialDelay: 10 } }) async fail(why: string): Promise<number> {
    await this.world.moment();
    throw new Error(why);
  }

  @fork()
  async napAll(naps: readonly number[], concurrency: number) {
    return join(
      naps.map(async (ms) => {
        const before = await this.look();
        await sleep(ms);
        const after = await this.look();
        return after - before >= ms;
      }),
      { concurrency },
    );
  }

  @fork()
  async mixed() {
    return join([this.add(1, 2), this.fail('on purpose'), this.double(4)], { mode: 'settled' });
  }

  @fork()
  async first() {
    return join({ task: this.add(3, 4), never: sleep('1d') }, { mode: 'race' });
  }

  @fork()
  async most() {
    return join([this.add(1, 1), this.add(2, 2), sleep('1d')], { mode: { atLeast: 2 } });
  }

  @loop({ maxIterations: 100 })
  async turn(turns: number): Promise<number> {
    let sum = 0;
    for (let turn = 0; turn < turns; turn++) sum = await this.add(sum, await this.double(turn));
    return sum;
  }

  async run({ naps, turns, concurrency }: Lanes): Promise<readonly unknown[]> {
    const slept = await this.napAll(naps, concurrency);
    this.stage.set('slept');
    const [one, two, three] = await this.mixed();
    const { lane } = await this.first();
    this.stage.set('first');
    const ends = await this.most();
    const sum = await this.turn(turns);
    this.stage.set('done');
    return [slept, one.status, two.status, three.status, lane, ends.map((end) => end.status), sum];
  }
}
