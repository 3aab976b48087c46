/** Archives a month some time after it was sent: outlives the batch that starts it. */
import { sleep, task, workflow } from '@waystone/core';

export interface Archive {
  store(name: string): Promise<void>;
}

@workflow()
export class ArchiveWorkflow {
  constructor(private readonly archive: Archive) {}

  @task()
  async store(month: string): Promise<void> {
    await this.archive.store(month);
  }

  async run(month: string): Promise<void> {
    await sleep('300ms');
    await this.store(month);
  }
}
