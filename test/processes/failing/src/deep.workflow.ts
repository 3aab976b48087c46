/** Fails where it is told to: in a lane, in a loop, in what it inherits. */
import { fork, join, loop, task, workflow } from '@waystone/core';
import { Base, Refused } from './base.js';

@workflow()
export class DeepWorkflow extends Base {
  @task({ retry: { attempts: 1 } })
  async charge(where: string): Promise<string> {
    return where;
  }

  @loop({ maxIterations: 5 })
  async turns(where: string): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) {
      await this.charge(where);
      if (where === 'loop') throw new Refused('loop'); // line of: loop
    }
  }

  @fork()
  async both(where: string) {
    return join({
      decided: this.decide(where), // line of: lane of a branch
      other: (async () => {
        await this.charge(where);
        if (where === 'lane') throw new Refused('lane'); // line of: lane
      })(),
    });
  }

  async run(where: string): Promise<string> {
    await this.turns(where); // line of: call of the loop
    const { decided } = await this.both(where); // line of: call of the fork
    return decided;
  }
}
