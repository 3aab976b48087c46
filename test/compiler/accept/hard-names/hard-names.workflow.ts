import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardNames {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const frame = await this.echo(1);
    const go = await this.echo(2);
    const value = await this.echo(3);
    const error = await this.echo(4);
    const graph = await this.echo(5);
    const program = await this.echo(6);
    const source = await this.echo(7);
    const completion = await this.echo(8);
    const $completion = await this.echo(9);
    const instance = await this.echo(10);
    const self = await this.echo(11);
    const code = await this.echo(12);
    await this.echo('between');
    try {
      await this.fail('x');
    } catch (error) {
      await this.echo('inner');
      return [frame, go, value, (error as Error).message, graph, program, source, completion, $completion, instance, self, code];
    } finally {
      await this.echo([frame, go, value, error]);
    }
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
