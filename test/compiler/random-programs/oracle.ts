/**
 * The oracle of random programs: what a program does plainly in memory, it must do on the interpreter alone, on the engine, and
 * on the engine with the process killed after every single commit.
 */
import { canonical } from '../support/canonical.js';
import type { Case } from '../support/case.js';
import type { Observed } from '../support/observed.js';
import type { AcceptedProgram } from '../support/programs.js';
import { runByAdvance } from '../support/run-by-advance.js';
import { runOnEngine } from '../support/run-on-engine.js';
import { runPlainly } from '../support/run-plainly.js';
import type { MachineDatabase } from '../../support/machine.js';

export type Loaded = Omit<AcceptedProgram, 'cases'>;

export interface Counts {
  /** Runs compared with plain ones. */
  runs: number;
  /** Commits after which a process was killed. */
  crashes: number;
}

/** What differs between the plain run and another. */
export interface Difference {
  /** Which run it is, and of what input. */
  readonly where: string;
  readonly plain: string;
  readonly compiled: string;
}

const parcels = [new Map([[-0, [undefined]]]), new TypeError('odd', { cause: 5n })];
const signals = [
  ...[1, 2, 3].map((value) => ({ at: value * 900 - 450, name: 'note', value })),
  ...parcels.map((value, index) => ({ at: 700 + 900 * index, name: 'parcel', value })),
].toSorted((one, other) => one.at - other.at);
const cases: readonly Case[] = [0, 7].map((input) => ({ name: `input ${input}`, input, signals }));

export class Oracle {
  readonly counts: Counts = { runs: 0, crashes: 0 };
  readonly #makeDatabase: () => MachineDatabase;
  #instances = 0;

  /** @param makeDatabase What each run on the engine is given. */
  constructor(makeDatabase: () => MachineDatabase) {
    this.#makeDatabase = makeDatabase;
  }

  /** The first difference; `undefined`: there is none. */
  async judge(program: Loaded): Promise<Difference | undefined> {
    for (const each of cases) {
      const plain = await runPlainly(program, each);
      for (const [way, run] of Object.entries(this.#ways)) {
        this.counts.runs += 1;
        const difference = differenceOf(program, plain, await observed(run(program, each)));
        if (difference) return { where: `${way}, ${each.name}`, ...difference };
      }
    }
    return undefined;
  }

  readonly #ways: Readonly<Record<string, (program: Loaded, each: Case) => Promise<Observed>>> = {
    'on the interpreter': runByAdvance,
    'on the engine': (program, each) => this.#onEngine(program, each, false),
    'on the engine, crashed at every commit': (program, each) => this.#onEngine(program, each, true),
  };

  #onEngine(program: Loaded, each: Case, crashing: boolean): Promise<Observed> {
    const onCommit = (): void => void (this.counts.crashes += crashing ? 1 : 0);
    return runOnEngine(program, each, { crashing, onCommit, database: this.#makeDatabase(), instanceId: `case-${this.#instances++}` });
  }
}

/** What keeps a run from its end shows as one. */
async function observed(run: Promise<Observed>): Promise<Observed | Error> {
  try {
    return await run;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function differenceOf(program: Loaded, plain: Observed, ran: Observed | Error): Pick<Difference, 'plain' | 'compiled'> | undefined {
  const hasLanes = Object.values(program.program.graph.nodes).some(({ kind }) => kind === 'fork' || kind === 'child');
  const expected = textOf(plain, hasLanes);
  const found = ran instanceof Error ? (ran.stack ?? ran.message) : textOf(ran, hasLanes);
  return expected === found ? undefined : { plain: expected, compiled: found };
}

/**
 * What of two runs has to be the same. Lanes run in no promised order, so what they call and publish is compared as a set: a task
 * that was under way in one lane when the commit of another killed the process is performed again.
 */
function textOf({ outcome, calls, published }: Observed, hasLanes: boolean): string {
  const lines = (items: readonly unknown[]): string[] => {
    const texts = items.map(canonical);
    return hasLanes ? [...new Set(texts)].toSorted() : texts;
  };
  return [canonical(outcome), ...lines(calls), ...lines(published)]
    .join('\n')
    .replaceAll(/"[^"]* is not a function"/g, '"is not a function"');
}
