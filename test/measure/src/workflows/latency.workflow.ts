/** Workflows that do nothing but wait and tell when they went on. Times are milliseconds since 1970, with fractions. */
import { signal, sleepUntil, task, workflow } from '@waystone/core';
import { preciseNow } from '../precise-now.js';

/** Tells when its first task began. */
@workflow()
export class PromptWorkflow {
  @task()
  async stamp(): Promise<number> {
    return preciseNow();
  }

  async run(): Promise<number> {
    return this.stamp();
  }
}

/** Waits for a signal, and tells when the task after it began. */
@workflow()
export class SignaledWorkflow {
  readonly go = signal<null>();

  @task()
  async stamp(): Promise<number> {
    return preciseNow();
  }

  async run(): Promise<number> {
    await this.go.receive({ timeout: '1h' });
    return this.stamp();
  }
}

/** Sleeps, and tells when the task after that began. */
@workflow()
export class SleeperWorkflow {
  @task()
  async stamp(): Promise<number> {
    return preciseNow();
  }

  async run(until: number): Promise<number> {
    await sleepUntil(until);
    return this.stamp();
  }
}
