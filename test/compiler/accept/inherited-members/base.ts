/** What a workflow in another file extends: everything but flows. */
import { signal, status, task } from '@waystone/core';

export abstract class Base<T> {
  readonly stage = status<string>('new');
  readonly go = signal<number>();

  constructor(protected readonly factor = 3) {}

  @task({ retry: { attempts: 1 } })
  async times(n: number): Promise<number> {
    return n * this.factor;
  }

  @task()
  async wrap(value: T): Promise<string[]> {
    return [String(value)];
  }

  protected label(n: number): string {
    return `x${n * this.factor}`;
  }
}
