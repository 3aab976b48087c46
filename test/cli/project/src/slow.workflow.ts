/** A task that never ends by itself. */
import { context, task, workflow } from '@waystone/core';

@workflow()
export class SlowWorkflow {
  @task({ retry: { attempts: 1 } })
  async ponder(): Promise<void> {
    context().logger.info('pondering');
    await new Promise(() => setInterval(() => {}, 60_000));
  }

  async run(): Promise<void> {
    await this.ponder();
  }
}
