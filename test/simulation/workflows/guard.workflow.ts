/** Waits for what never comes until it is canceled, and cleans up. */
import { CanceledError, join, signal, sleep, status, task, workflow } from '@waystone/core';
import type { World } from './world.js';

@workflow()
export class GuardWorkflow {
  readonly relief = signal<number>();
  readonly state = status('none');

  constructor(private readonly world: World) {}

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async light(lamp: string): Promise<string> {
    await this.world.moment();
    return lamp;
  }

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async clean(): Promise<void> {
    await this.world.moment();
  }

  async run(lamps: readonly string[]): Promise<string> {
    try {
      await join(lamps.map((lamp) => this.light(lamp)));
      this.state.set('lit');
      await join([this.relief.receive(), sleep('30d')]);
      return 'relieved';
    } catch (error) {
      if (error instanceof CanceledError) this.state.set('canceled');
      throw error;
    } finally {
      await this.clean();
    }
  }
}
