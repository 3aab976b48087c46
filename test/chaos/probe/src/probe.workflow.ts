/** What the examples have little of: naps side by side, letters in order, a long loop. It says itself if a nap was too short. */
import { fork, join, loop, signal, sleep, task, workflow } from '@waystone/core';

export interface Probe {
  /** Milliseconds; one lane each. */
  readonly naps: readonly number[];
  readonly letters: number;
  readonly turns: number;
}

export interface Nap {
  readonly lane: number;
  readonly tooShort: boolean;
}

export interface Findings {
  readonly naps: readonly Nap[];
  readonly letters: readonly number[];
  readonly turns: number;
}

@workflow()
export class ProbeWorkflow {
  /** Takes about as long as a task does. */
  constructor(private readonly moment: () => Promise<void>) {}

  readonly letter = signal<number>();

  /** The time of the machine. */
  @task()
  async look(): Promise<number> {
    await this.moment();
    return Date.now();
  }

  @task()
  async file(letter: number): Promise<number> {
    await this.moment();
    return letter;
  }

  @fork()
  async napAll(naps: readonly number[]) {
    return join(
      naps.map(async (ms, lane): Promise<Nap> => {
        const before = await this.look();
        await sleep(ms);
        const after = await this.look();
        return { lane, tooShort: after - before < ms };
      }),
    );
  }

  @loop({ maxIterations: 1_000 })
  async readLetters(count: number): Promise<readonly number[]> {
    const letters: number[] = [];
    while (letters.length < count) letters.push(await this.file(await this.letter.receive()));
    return letters;
  }

  @loop({ maxIterations: 1_000 })
  async turn(count: number): Promise<number> {
    let turns = 0;
    while (turns < count) turns += await this.file(1);
    return turns;
  }

  async run({ naps, letters, turns }: Probe): Promise<Findings> {
    return { naps: await this.napAll(naps), letters: await this.readLetters(letters), turns: await this.turn(turns) };
  }
}
