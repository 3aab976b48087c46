/** What every contender is asked, and how it is timed. */
import { serve } from '../../measure/src/programs/answer.js';
import { Marks } from '../../measure/src/programs/marks.js';
import { value } from '../../measure/src/programs/value.js';
import { settingsOf } from '../../measure/src/programs/settings.js';
import { preciseNow } from '../../measure/src/precise-now.js';
import type { Contender, Inputs, Kind, Open, Opening } from './contender.js';

export type Settings = Omit<Opening, 'marks'>;

/** Between two samples of a latency: long enough to be idle, never a multiple of anything that is done regularly. */
function rest(): Promise<void> {
  return pause(60 + Math.random() * 80);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

class Questions {
  #ids = 0;

  constructor(
    private readonly contender: Contender,
    private readonly marks: Marks,
    private readonly firstMark: Promise<number>,
  ) {}

  /** Until the last step has run. Milliseconds. */
  async chains({ instances, steps }: { readonly instances: number; readonly steps: number }): Promise<number> {
    this.marks.takeGaps();
    const all = this.marks.reached(instances * steps);
    const begin = performance.now();
    const started = await Promise.all(Array.from({ length: instances }, () => this.#start('chain', { steps, value })));
    const took = (await all) - begin;
    await Promise.all(started.map((instance) => instance.result()));
    return took;
  }

  /** The time from step to step of one instance. */
  async steps(count: number): Promise<readonly number[]> {
    this.marks.takeGaps();
    await (await this.#start('chain', { steps: count + 1, value })).result();
    return this.marks.takeGaps();
  }

  /** The time from before a fork to after its join, of one instance. */
  async forks({ lanes, times }: Inputs['fan']): Promise<readonly number[]> {
    this.marks.takeGaps();
    await (await this.#start('fan', { lanes, times })).result();
    return this.marks.takeGaps();
  }

  /** Resolves once the instance has taken so many steps and goes on. */
  async begin({ steps, after }: { readonly steps: number; readonly after: number }): Promise<void> {
    const reached = this.marks.reached(after);
    await this.#start('chain', { steps, value });
    await reached;
  }

  /** From before this process opened the store to its first step of what another process had begun. */
  goesOn(): Promise<number> {
    return this.firstMark;
  }

  /** From before a start to its first step. */
  async starts(count: number): Promise<readonly number[]> {
    return this.#samples(count, async () => {
      const begin = preciseNow();
      return (await this.#at('prompt', null)) - begin;
    });
  }

  async signals(count: number): Promise<readonly number[]> {
    const waiting = await Promise.all(
      Array.from({ length: count }, async () => {
        const id = this.#nextId();
        return { id, instance: await this.contender.start('signaled', id, null) };
      }),
    );
    // They have to wait by then: some drop what nobody waits for.
    await pause(1_000);
    const left = waiting.values();
    return this.#samples(count, async () => {
      const { id, instance } = left.next().value as (typeof waiting)[number];
      const begin = preciseNow();
      await this.contender.signal(id);
      return Number(await instance.result()) - begin;
    });
  }

  /** How late each wakes. */
  async timers({ count, sleepMs }: { readonly count: number; readonly sleepMs: number }): Promise<readonly number[]> {
    const due = Math.ceil(preciseNow()) + sleepMs;
    return Promise.all(Array.from({ length: count }, async () => (await this.#at('sleeper', due)) - due));
  }

  async #samples(count: number, sample: () => Promise<number>): Promise<readonly number[]> {
    const samples: number[] = [];
    for (let taken = 0; taken < count; taken++) {
      await rest();
      samples.push(await sample());
    }
    return samples;
  }

  async #at<K extends Kind>(kind: K, input: Inputs[K]): Promise<number> {
    return Number(await (await this.#start(kind, input)).result());
  }

  #start<K extends Kind>(kind: K, input: Inputs[K]) {
    return this.contender.start(kind, this.#nextId(), input);
  }

  #nextId(): string {
    return `${process.pid}-${this.#ids++}`;
  }
}

/** Makes this process a contender that answers. */
export async function serveContender(open: Open): Promise<void> {
  const marks = new Marks();
  const settings = settingsOf<Settings>();
  const begin = performance.now();
  const firstMark = marks.reached(1).then((at) => at - begin);
  const contender = await open({ ...settings, marks });
  const questions = new Questions(contender, marks, firstMark);
  const names = ['chains', 'steps', 'forks', 'begin', 'goesOn', 'starts', 'signals', 'timers'] as const;
  const answers = Object.fromEntries(names.map((name) => [name, (request: never) => questions[name](request)]));
  serve(answers, async () => {
    await contender.close();
    process.exit(0);
  });
}
