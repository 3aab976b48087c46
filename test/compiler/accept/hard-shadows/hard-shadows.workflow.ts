import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardShadows {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const echo = await this.echo('echo');
    let name = 'outer';
    var early = late;
    {
      const name = await this.echo('inner');
      var late: string | undefined = name;
      {
        let name;
        name = await this.echo(`${late} deep`);
        late += name;
      }
      late += name;
    }
    name += await this.echo('!');
    switch (name) {
      case 'outer!':
        let name = await this.echo('case');
        late += name;
    }
    try {
      throw 'thrown';
    } catch (name) {
      late += await this.echo(name as string);
      var early: string | undefined = `${late}?`;
    }
    const inner = ((name: string) => {
      const echo = name + late;
      return echo;
    })('argument');
    if (await this.echo(true)) var late: string | undefined = 'again';
    return { echo, name, early, late, inner };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
