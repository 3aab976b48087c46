/** Workflows of trivial steps. What a step stores is about as large as what the bare loop stores. */
import { fork, join, task, workflow } from '@waystone/core';
import type { Marks } from '../programs/marks.js';

/** Steps one after the other. */
@workflow()
export class ChainWorkflow {
  constructor(private readonly marks: Marks) {}

  @task()
  async step(value: string): Promise<string> {
    this.marks.add();
    return value;
  }

  async run({ steps, value }: { steps: number; value: string }): Promise<number> {
    let length = 0;
    for (let done = 0; done < steps; done++) length += (await this.step(value)).length;
    return length;
  }
}

/** Forks and joins, one after the other. */
@workflow()
export class FanWorkflow {
  constructor(private readonly marks: Marks) {}

  @task()
  async mark(): Promise<void> {
    this.marks.add();
  }

  @task()
  async work(lane: number): Promise<number> {
    return lane;
  }

  @fork()
  async spread(lanes: readonly number[]) {
    return join(lanes.map((lane) => this.work(lane)));
  }

  async run({ lanes, times }: { lanes: number; times: number }): Promise<number> {
    let joined = 0;
    await this.mark();
    for (let time = 0; time < times; time++) {
      const ended = await this.spread(Array.from({ length: lanes }, (_, lane) => lane));
      joined += ended.length;
      await this.mark();
    }
    return joined;
  }
}

/** The same as the chain, of which nothing is told. */
@workflow({ history: 'none' })
export class SilentChainWorkflow {
  constructor(private readonly marks: Marks) {}

  @task()
  async step(value: string): Promise<string> {
    this.marks.add();
    return value;
  }

  async run({ steps, value }: { steps: number; value: string }): Promise<number> {
    let length = 0;
    for (let done = 0; done < steps; done++) length += (await this.step(value)).length;
    return length;
  }
}

/** The same as the chain, of which everything is told. */
@workflow({ history: 'full' })
export class ToldChainWorkflow {
  constructor(private readonly marks: Marks) {}

  @task()
  async step(value: string): Promise<string> {
    this.marks.add();
    return value;
  }

  async run({ steps, value }: { steps: number; value: string }): Promise<number> {
    let length = 0;
    for (let done = 0; done < steps; done++) length += (await this.step(value)).length;
    return length;
  }
}
