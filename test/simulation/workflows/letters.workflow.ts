/** Letters that arrive in order, one that does not arrive in time, and lanes that get one each. */
import { SignalTimeoutError, join, signal, status, task, workflow } from '@waystone/core';
import type { World } from './world.js';

@workflow()
export class LettersWorkflow {
  readonly letter = signal<number>();
  readonly parcel = signal<string>();
  readonly never = signal<number>();
  readonly filed = status(0);

  constructor(private readonly world: World) {}

  @task({ retry: { attempts: 6, initialDelay: 30 } }) async file(letter: number): Promise<number> {
    await this.world.moment();
    return letter;
  }

  async run(count: number): Promise<readonly unknown[]> {
    const letters: number[] = [];
    while (letters.length < count) {
      letters.push(await this.file(await this.letter.receive()));
      this.filed.set(letters.length);
    }
    const parcels = await join([this.parcel.receive(), this.parcel.receive()]);
    let isLate = false;
    try {
      await this.never.receive({ timeout: '2s' });
    } catch (error) {
      if (!(error instanceof SignalTimeoutError)) throw error;
      isLate = true;
    }
    return [letters, parcels.toSorted(), isLate];
  }
}
