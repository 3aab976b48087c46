/** What the examples have little of. It says itself if a nap was too short. */
import { child, fork, join, loop, signal, sleep, task, workflow } from '@waystone/core';

export interface Probe {
  /** Milliseconds; one lane each. */
  readonly naps: readonly number[];
  readonly letters: number;
  readonly turns: number;
  /** Children; each is told its number, and brings back the double of it. */
  readonly errands: number;
}

export interface Nap {
  readonly lane: number;
  readonly tooShort: boolean;
}

export interface Findings {
  readonly naps: readonly Nap[];
  readonly letters: readonly number[];
  readonly turns: number;
  readonly errands: readonly number[];
  readonly quickest: string;
}

@workflow()
export class ErrandWorkflow {
  constructor(private readonly moment: () => Promise<void>) {}

  @task()
  async double(number: number): Promise<number> {
    await this.moment();
    return number * 2;
  }

  async run(number: number): Promise<number> {
    return await this.double(number);
  }
}

@workflow()
export class ProbeWorkflow {
  /** Takes about as long as a task does. */
  constructor(private readonly moment: () => Promise<void>) {}

  readonly letter = signal<number>();
  readonly never = signal<number>();

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

  @fork()
  async runErrands(numbers: readonly number[]) {
    return join(numbers.map((number) => child(ErrandWorkflow, number)));
  }

  /** A letter that never comes, a nap that is never slept through, and a task. */
  @fork()
  async race() {
    return join({ letter: this.never.receive({ timeout: '1h' }), nap: sleep('1h'), task: this.look() }, { mode: 'race' });
  }

  async run({ naps, letters, turns, errands }: Probe): Promise<Findings> {
    const { lane } = await this.race();
    return {
      naps: await this.napAll(naps),
      letters: await this.readLetters(letters),
      turns: await this.turn(turns),
      errands: await this.runErrands(Array.from({ length: errands }, (_, index) => index)),
      quickest: lane,
    };
  }
}
