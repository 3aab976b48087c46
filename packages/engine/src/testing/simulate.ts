/**
 * Runs a workflow of the author's with a crash at one commit after the other, and compares what comes of it with what comes of it
 * without a crash, and with the class as plain code.
 */
import { RunStuckError, SimulationDiffersError, parseDuration } from '@waystone/core';
import type { Duration, InputOf, ResultOf, Workflow } from '@waystone/core';
import { typedClient } from '../client/typed-client.js';
import type { StepCommit } from '../store/store.js';
import type { BoundWorkflow } from '../worker/bind.js';
import type { Coverage } from './coverage.js';
import { fake } from './fake.js';
import type { FakeOptions } from './fake.js';
import { differences, forbiddenRepeats, outcomeOf } from './observed.js';
import type { Observed } from './observed.js';
import { LongerRunError, PlainRun } from './plain-run.js';
import { TestRun } from './run.js';
import type { DrivenRun } from './run.js';
import { sampled } from './sample.js';
import { World, defaultPatience } from './world.js';
import type { Crash, TestWorkerOptions, WorldOptions } from './world.js';

/** One course of a workflow. Everything in it is made anew for each run. */
export interface Scenario<W extends Workflow> extends FakeOptions<W> {
  /**
   * Called for every process, and for every object of the plain run: what `workflows.x(new XWorkflow(…))` gives, made anew. What
   * objects share is the world outside.
   */
  readonly workflow: () => BoundWorkflow<W>;
  readonly input: InputOf<W>;
  /** Workflows that it starts. */
  readonly workflows?: () => readonly BoundWorkflow[];
  /** What happens to it from outside: signals, and the passing of time. The run goes on to its end when this has ended. */
  readonly drive?: (run: DrivenRun<W>) => Promise<void>;
  /** What its tasks have done to the world outside, once it has ended: has to be the same whatever crashed. */
  readonly effects?: () => unknown;
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
   * limit of a `@loop` ends the run, which plain code does not know.
   */
  readonly plain?: boolean;
  /** Is told what the run without a crash went through. */
  readonly coverage?: Coverage;
}

/** What a simulation did. */
export interface Simulation<W extends Workflow> {
  /** How the run without a crash ended: its result, or the workflow's error as data. */
  readonly outcome: { readonly value: ResultOf<W> } | { readonly error: unknown };
  /** Commits of the run without a crash. */
  readonly commits: number;
  /** Runs in which a worker died. */
  readonly runs: number;
  /** Attempts of tasks that were performed again after a crash, in all runs. */
  readonly repeated: number;
  /** Whether it was compared with the class as plain code. */
  readonly plain: boolean;
}

/** Runs under way at once: worth it where tasks wait for real time. */
const together = 4;
const defaultNow = 1_704_067_200_000;

/**
 * Simulates a scenario.
 *
 * @example
 * await simulate(() => {
 *   const bank = new FakeBank({ ann: 100, ben: 0 });
 *   return {
 *     workflow: () => workflows.transfer(new TransferWorkflow(bank)),
 *     input: { from: 'ann', to: 'ben', cents: 30 },
 *     effects: () => bank.balances,
 *   };
 * });
 * @throws SimulationDiffersError if a crash makes any difference: to the result, the statuses, the steps in which tasks are performed,
 * the effects; or if the engine does something else than the class as plain code.
 * @throws RunStuckError if the run without a crash waits for something that never comes; TestSetupError.
 */
export async function simulate<W extends Workflow>(scenario: () => Scenario<W>, options: SimulateOptions = {}): Promise<Simulation<W>> {
  const base = await runOnce(scenario(), undefined, options.coverage);
  const plain = await comparedWithPlain(scenario, base, options.plain);
  const crashes = crashesOf(base.commits, options.crashes ?? 'everywhere');
  const runs = await inTurn(crashes, (crash) => runCrashed(scenario(), crash, base));
  const failures = runs.flatMap((run, index) => failureOf(base, run, crashes[index] ?? 'everywhere'));
  const [first, ...others] = failures;
  if (first) {
    await assertRepeats(scenario, base);
    throw new SimulationDiffersError(messageOf(first, others));
  }
  const repeated = runs.reduce((sum, run) => sum + repeatsOf(run), 0);
  return { outcome: base.outcome as Simulation<W>['outcome'], commits: base.commits, runs: runs.length, repeated, plain };
}

interface Ran extends Observed {
  readonly commits: number;
  readonly tookMs: number;
  readonly crashes: number;
  readonly trace: string;
  readonly stepAt: (commit: number) => StepCommit | undefined;
}

async function runOnce<W extends Workflow>(scenario: Scenario<W>, crash: WorldOptions['crash'], coverage?: Coverage): Promise<Ran> {
  const world = new World({
    workflows: () => boundTo(scenario),
    now: nowOf(scenario),
    ...(scenario.worker && { worker: scenario.worker }),
    ...(scenario.file !== undefined && { file: scenario.file }),
    ...(scenario.patience !== undefined && { patience: scenario.patience }),
    ...(crash && { crash }),
  });
  try {
    await world.open();
    return await observe(world, scenario, coverage);
  } finally {
    await world.close();
  }
}

/** A crash after which nothing goes on, or with which what drives the run fails, makes a difference as well. */
async function runCrashed<W extends Workflow>(scenario: Scenario<W>, crash: Crashes, base: Ran): Promise<Ran> {
  try {
    return await runOnce(scenario, crash);
  } catch (error) {
    const what = error instanceof RunStuckError ? 'the run does not end' : 'drive fails';
    const message = error instanceof Error ? error.message : String(error);
    throw new SimulationDiffersError(`with a crash ${whereOf(base, crash)} ${what}: ${message}`, { cause: error });
  }
}

async function observe<W extends Workflow>(world: World, scenario: Scenario<W>, coverage: Coverage | undefined): Promise<Ran> {
  const { graph } = scenario.workflow().module;
  const client = typedClient<W>(world.store, graph, { ports: world.ports });
  const run = new TestRun<W>(world, graph, await client.start(idOf(graph), scenario.input), () => world.close());
  await scenario.drive?.(run);
  await run.untilEnd();
  const outcome = await outcomeOf(run.handle.result());
  if (coverage) {
    await world.learnSteps();
    coverage.add(world.recorder.graphs.values());
  }
  return {
    outcome,
    statuses: await run.statuses(),
    calls: world.recorder.calls,
    effects: structuredClone(await scenario.effects?.()),
    commits: world.commits,
    tookMs: world.now() - nowOf(scenario),
    crashes: world.crashes,
    trace: await run.trace(),
    stepAt: (commit) => world.stepAt(commit),
  };
}

/** The same as a plain run; gives whether it was compared. */
async function comparedWithPlain<W extends Workflow>(make: () => Scenario<W>, base: Ran, wanted: boolean | undefined): Promise<boolean> {
  const scenario = make();
  const { graph } = scenario.workflow().module;
  const isTransactional = Object.values(graph.tasks).some(({ transactional }) => transactional);
  if (!(wanted ?? !isTransactional)) return false;
  const steps = new Set(base.calls.map(({ idempotencyKey }) => idempotencyKey)).size;
  const run = await PlainRun.of<W>(() => boundTo(scenario), {
    ...{ begins: nowOf(scenario), tookMs: base.tookMs, steps },
    patienceMs: parseDuration(scenario.patience ?? defaultPatience),
  });
  try {
    const outcome = outcomeOf(run.start(idOf(graph), scenario.input));
    await scenario.drive?.(run);
    await run.end();
    const plain: Observed = {
      outcome: await outcome,
      statuses: Object.fromEntries(run.statuses),
      calls: run.recorder.calls,
      effects: structuredClone(await scenario.effects?.()),
    };
    const found = differences(plain, base);
    if (found.length === 0) return true;
    await assertRepeats(make, base);
    throw new SimulationDiffersError(
      `on the engine ${graph.workflow} comes to something else than its class as plain code:\n${listed(found)}\n\n${base.trace}`,
    );
  } catch (error) {
    if (!(error instanceof LongerRunError)) throw error;
    const hasLoops = Object.values(graph.points).some(({ mark }) => mark?.kind === 'loop');
    if (hasLoops) return false;
    await assertRepeats(make, base);
    throw new SimulationDiffersError(
      `on the engine ${graph.workflow} ends, and as plain code it goes on: ${error.message}; if lanes race, both may be right: let them ` +
        `wait for each other (mode: 'settled'), or leave out what depends on who is first\n\n${base.trace}`,
    );
  } finally {
    run.close();
  }
}

/** Whatever differs means nothing if two runs differ in which nothing crashed. */
async function assertRepeats<W extends Workflow>(scenario: () => Scenario<W>, base: Ran): Promise<void> {
  const found = differences(base, await runOnce(scenario(), undefined));
  if (found.length === 0) return;
  throw new SimulationDiffersError(
    `two runs without a crash come to something else: let tasks, or fakes of them, give the same each time, and let runs share nothing: ` +
      `make all of it in the function that is simulated\n${listed(found)}\n\n${base.trace}`,
  );
}

function boundTo<W extends Workflow>({ workflow, workflows, tasks, failures }: Scenario<W>): readonly BoundWorkflow[] {
  return [fake(workflow(), { ...(tasks && { tasks }), ...(failures && { failures }) }), ...(workflows?.() ?? [])];
}

function nowOf({ now = defaultNow }: { readonly now?: Date | number }): number {
  return typeof now === 'number' ? now : now.getTime();
}

function idOf({ workflow }: { readonly workflow: string }): string {
  return `${workflow}-1`;
}

// ── crashes ────────────────────────────────────────────────────────────────────────────────────────────────────────

type Crashes = Crash | 'everywhere';

function crashesOf(commits: number, wanted: NonNullable<SimulateOptions['crashes']>): readonly Crashes[] {
  const numbers = Array.from({ length: commits }, (_, index) => index + 1);
  const all = numbers.flatMap((commit): Crashes[] => [
    { commit, at: 'before' },
    { commit, at: 'after' },
  ]);
  return wanted === 'everywhere' ? [...all, 'everywhere'] : sampled([...all, 'everywhere'], wanted.sample, wanted.seed ?? 1);
}

async function inTurn<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const take = async (): Promise<void> => {
    for (const [index, item] of rest) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: together }, take));
  return results;
}

// ── what is said ───────────────────────────────────────────────────────────────────────────────────────────────────

interface Failed {
  readonly where: string;
  readonly problems: readonly string[];
  readonly trace: string;
}

function failureOf(base: Ran, run: Ran, crash: Crashes): Failed[] {
  const problems = [...differences(base, run), ...forbiddenRepeats(run.calls, run.crashes)];
  return problems.length === 0 ? [] : [{ where: whereOf(base, crash), problems: [...problems, ...repeatsTold(run)], trace: run.trace }];
}

function whereOf(base: Ran, crash: Crashes): string {
  if (crash === 'everywhere') return 'after every commit';
  const step = base.stepAt(crash.commit);
  const from = step?.history?.node || 'the start';
  const to = step && ('node' in step.then ? step.then.node : step.then.kind);
  return `${crash.at} commit ${crash.commit} of ${base.commits} (from ${from} to ${to ?? 'the end'})`;
}

/** What was performed twice, which the difference most often comes from. */
function repeatsTold({ calls }: Observed): string[] {
  const counts = new Map<string, number>();
  for (const { task, node, idempotencyKey } of calls) {
    const key = `${task} at ${node} was performed twice, each time with idempotency key ${idempotencyKey}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].flatMap(([text, count]) => (count > 1 ? [text.replace('twice', count === 2 ? 'twice' : `${count} times`)] : []));
}

function repeatsOf({ calls }: Observed): number {
  return calls.length - new Set(calls.map(({ idempotencyKey, attempt }) => `${idempotencyKey} ${attempt}`)).size;
}

function messageOf({ where, problems, trace }: Failed, others: readonly Failed[]): string {
  const more = others.length === 0 ? '' : `\n\nIt also differs with a crash ${others.map((other) => other.where).join(', ')}.`;
  return `with a crash ${where} the run comes to something else than without:\n${listed(problems)}\n\n${trace}${more}`;
}

function listed(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}`).join('\n');
}
