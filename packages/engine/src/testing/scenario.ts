/** What a simulation is made of, and what it gives: one course of a workflow, with everything that it needs. */
import { OptionInvalidError, TestSetupError, parseInstant } from '@waystone/core';
import type { Duration, InputOf, ResultOf, StatusesOf, Workflow } from '@waystone/core';
import { assertOptionNames, assertText, assertWhole, given } from '../options.js';
import type { OptionNames } from '../options.js';
import type { BoundWorkflow } from '../worker/bind.js';
import { assertAllBound, assertCoverage, assertFunction } from './assert-setup.js';
import type { Coverage } from './coverage.js';
import type { DrivenRun } from './driven-run.js';
import { fake } from './fake.js';
import type { FakeOptions } from './fake.js';
import { shown } from './values.js';
import { workerNames } from './test-worker.js';
import type { TestWorkerOptions } from './test-worker.js';

/** How a run ended: its result, or the workflow's error as data, with its name, message, fields and cause, and the name of its class. */
export type SeenOutcome<W extends Workflow> = { readonly value: ResultOf<W> } | { readonly error: unknown };

/** A step that performed a task, however often. */
export interface SeenStep {
  readonly workflow: string;
  readonly task: string;
  readonly args: readonly unknown[];
}

/** What can be seen of a run that has ended. */
export interface Seen<W extends Workflow> {
  readonly outcome: SeenOutcome<W>;
  readonly statuses: StatusesOf<W>;
  /** Those of its children as well, in the order in which they began. */
  readonly steps: readonly SeenStep[];
}

/** One course of a workflow. Everything in it is made anew for each run. */
export interface Scenario<W extends Workflow> extends FakeOptions<W> {
  /**
   * Called once for every process, and once for every object of its class in the plain run: what `workflows.x(new XWorkflow(…))` gives,
   * made anew. What objects share is the world outside.
   */
  readonly workflow: () => BoundWorkflow<W>;
  readonly input: InputOf<W>;
  /** Workflows that it starts. Called once for every process; in the plain run as often as there are objects of the one that has most. */
  readonly workflows?: () => readonly BoundWorkflow[];
  /**
   * What happens to it and to its children from outside: signals, requests, and the passing of time. The run goes on to its end when
   * this has ended.
   */
  readonly drive?: (run: DrivenRun<W>) => Promise<void>;
  /** What its tasks have done to the world outside, once it has ended: has to be the same whatever crashed. */
  readonly effects?: () => unknown;
  /**
   * What has to be the same whatever crashed, in place of outcome, statuses, steps and effects: for a workflow with several right
   * courses, such as lanes that race. Throws if a run was none of them.
   *
   * @example compare: ({ outcome }) => 'value' in outcome && ['ann', 'bo'].includes(outcome.value.winner)
   */
  readonly compare?: (seen: Seen<W>) => unknown;
  /** The time that it begins with. Default: the beginning of 2024, in every run. */
  readonly now?: Date | number;
  /** What is different about its workers. Default: as in an environment. */
  readonly worker?: TestWorkerOptions;
  /**
   * A SQLite file of its own that holds the store, for workflows with transactional tasks: their tables are in it. Default: in memory.
   */
  readonly file?: string;
  /** How long a task may take in real time before the simulation fails. Default: `'5s'`. */
  readonly patience?: Duration;
}

/** How a scenario is simulated. */
export interface SimulateOptions {
  /**
   * At which commits a worker dies. `'everywhere'` (default): in one run after the other before and after each of them, and in one
   * at all. `sample`: so many of these runs, chosen by chance with `seed` (default: 1).
   */
  readonly crashes?: 'everywhere' | { readonly sample: number; readonly seed?: number };
  /**
   * Whether it is compared with the class as plain code as well. Default: yes, unless it has transactional tasks. It is not where the
   * limit of a `@loop` ends the run, or where `drive` cancels, terminates or pauses it, which plain code does not know.
   */
  readonly plain?: boolean;
  /** Is told what the run without a crash went through. */
  readonly coverage?: Coverage;
}

type Named = { readonly [Name in keyof Scenario<Workflow>]: unknown };

const scenarioNames: OptionNames<Named> = {
  workflow: true,
  input: true,
  workflows: true,
  tasks: true,
  failures: true,
  drive: true,
  effects: true,
  compare: true,
  now: true,
  worker: true,
  file: true,
  patience: true,
};
const optionNames: OptionNames<SimulateOptions> = { crashes: true, plain: true, coverage: true };
const sampleNames: OptionNames<Exclude<SimulateOptions['crashes'], string | undefined>> = { sample: true, seed: true };

/** What a simulation did. */
export interface Simulation<W extends Workflow> {
  /** How the run without a crash ended. */
  readonly outcome: SeenOutcome<W>;
  /** Commits of the run without a crash. */
  readonly commits: number;
  /** Runs in which a worker died. */
  readonly runs: number;
  /** Attempts of tasks that were performed again after a crash, in all runs. */
  readonly repeated: number;
  /** Whether it was compared with the class as plain code. */
  readonly plain: boolean;
  /** What was prepared and the run without a crash did not come to: fakes, stand-ins and failures, a line for each. */
  readonly unused: readonly string[];
}

const defaultNow = 1_704_067_200_000;

/**
 * Makes the first scenario.
 *
 * @throws OptionInvalidError: what is misspelled would not be compared. TestSetupError: it makes no workflow.
 */
export function scenarioOf<W extends Workflow>(make: () => Scenario<W>): Scenario<W> {
  if (typeof make !== 'function') throw new TestSetupError('simulate needs a function: simulate(() => ({ workflow: () => …, input: … }))');
  const scenario = make();
  if (typeof scenario?.workflow !== 'function')
    throw new TestSetupError('the function that is simulated gives at once, and not as a promise, { workflow: () => …, input: … }');
  assertOptionNames<Named>(scenario, scenarioNames);
  const { workflows, drive, effects, compare, worker, file } = scenario;
  for (const [name, value] of Object.entries({ workflows, drive, effects, compare })) assertFunction(name, value);
  if (worker !== undefined) assertOptionNames(worker, workerNames);
  if (file !== undefined) assertText('file', file);
  return scenario;
}

/** @throws OptionInvalidError */
export function assertSimulateOptions(options: SimulateOptions): void {
  assertOptionNames(options, optionNames);
  assertCoverage(options.coverage);
  const { crashes = 'everywhere' } = options;
  if (crashes === 'everywhere') return;
  assertOptionNames(crashes, sampleNames);
  assertWhole('sample', crashes.sample);
  if (crashes.seed !== undefined && !Number.isSafeInteger(crashes.seed))
    throw new OptionInvalidError('seed', `is ${shown(crashes.seed)}; give a whole number`);
}

/** The workflow with its fakes, then those that it starts. */
export function boundTo<W extends Workflow>(scenario: Scenario<W>): readonly BoundWorkflow[] {
  return [mainOf(scenario), ...othersOf(scenario)];
}

/** The workflow with its fakes, made anew. */
export function mainOf<W extends Workflow>({ workflow, tasks, failures }: Scenario<W>): BoundWorkflow {
  return fake(workflow(), given({ tasks, failures }));
}

/** Those that it starts, made anew. */
export function othersOf<W extends Workflow>({ workflows }: Scenario<W>): readonly BoundWorkflow[] {
  const others = workflows?.() ?? [];
  assertAllBound(others);
  return others;
}

/** When its runs begin: milliseconds since 1970. */
export function beginOf({ now = defaultNow }: { readonly now?: Date | number }): number {
  return parseInstant(now);
}

/** The id of its instance in every run. */
export function idOf({ workflow }: { readonly workflow: string }): string {
  return `${workflow}-1`;
}
