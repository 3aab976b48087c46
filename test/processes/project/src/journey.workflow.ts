/** Every kind of wait in a row: a loop of tasks, a fork of lanes with several steps, a sleep, a retry, a signal. */
import { context, fork, join, loop, signal, sleep, status, task, workflow } from '@waystone/core';
import type { World } from './world.js';

@workflow()
export class JourneyWorkflow {
  constructor(private readonly world: World) {}

  readonly go = signal<string>();
  readonly stage = status('new');

  @task()
  async step(name: string): Promise<string> {
    await this.world.act(`step ${name}`);
    return name;
  }

  @task({ retry: { attempts: 3, initialDelay: '300ms', backoff: 1, jitter: 'none' } })
  async flaky(): Promise<number> {
    const { attempt } = context();
    await this.world.act(`flaky ${attempt}`);
    if (attempt < 3) throw new Error(`attempt ${attempt}`);
    return attempt;
  }

  @loop({ maxIterations: 100 })
  async walk(turns: number): Promise<number> {
    let total = 0;
    for (let turn = 0; turn < turns; turn++) total += Number(await this.step(String(turn)));
    return total;
  }

  @fork()
  async split() {
    return join({
      long: (async () => {
        const first = await this.step('a1');
        const second = await this.step('a2');
        return `${first}${second}${await this.step('a3')}`;
      })(),
      short: this.step('b1'),
    });
  }

  async run(turns: number): Promise<string> {
    const total = await this.walk(turns);
    const { long, short } = await this.split();
    this.stage.set('sleeping');
    await sleep('300ms');
    this.stage.set('trying');
    const attempts = await this.flaky();
    this.stage.set('waiting');
    const word = await this.go.receive();
    return `${total} ${long} ${short} ${attempts} ${word}`;
  }
}

@workflow()
export class HoldWorkflow {
  constructor(private readonly world: World) {}

  @task()
  async hold(name: string): Promise<string> {
    await this.world.act(`hold ${name}`);
    return this.world.permission(name);
  }

  async run(): Promise<string> {
    const first = await this.hold('first');
    return `${first} ${await this.hold('second')}`;
  }
}
