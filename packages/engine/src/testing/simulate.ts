/**
 * Runs a workflow of the author's with a crash at one commit after the other, and compares what comes of it with what comes of it
 * without a crash, and with the class as plain code.
 */
import { SimulationDiffersError } from '@waystone/core';
import type { Workflow } from '@waystone/core';
import { calledFrom } from './called-from.js';
import type { Coverage } from './coverage.js';
import { differences } from './observed.js';
import type { Observed } from './observed.js';
import { PartError, brokenBy } from './parts.js';
import { comparedWithPlain } from './plain-comparison.js';
import { runOnce } from './run-once.js';
import type { Crashes, Ran } from './run-once.js';
import { sampled } from './sample.js';
import { assertSimulateOptions, scenarioOf } from './scenario.js';
import type { Scenario, SimulateOptions, Simulation } from './scenario.js';
import { failureOf, hintOfRaces, listed, messageOf, whereOf } from './simulation-text.js';

/** Runs under way at once: worth it where tasks wait for real time. */
const together = 4;

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
 * @throws SimulationDiffersError if a crash makes any difference: to the result, the statuses, the children that are waited for, the
 * steps in which tasks are performed, the effects; or if the engine does something else than the class as plain code.
 * @throws RunStuckError if the run without a crash waits for something that never comes; OptionInvalidError; TestSetupError:
 * the scenario is none, or the run did not come to attempts that its `failures` are for.
 */
export async function simulate<W extends Workflow>(scenario: () => Scenario<W>, options: SimulateOptions = {}): Promise<Simulation<W>> {
  return calledFrom(() => simulated(scenario, options));
}

async function simulated<W extends Workflow>(scenario: () => Scenario<W>, options: SimulateOptions): Promise<Simulation<W>> {
  assertSimulateOptions(options);
  const base = await runBase(scenarioOf(scenario), options.coverage);
  const plain = await isSameAsPlain(scenario, base, options.plain);
  const crashes = crashesOf(base.commits, options.crashes ?? 'everywhere');
  const runs = await inTurn(crashes, (crash) => runCrashed(scenario(), crash, base));
  const failures = runs.flatMap((run, index) => failureOf(base, run, crashes[index] ?? 'everywhere'));
  const [worst, ...others] = failures;
  if (worst) {
    await assertRepeats(scenario, base);
    throw new SimulationDiffersError(messageOf(worst, others, hintOfRaces(base)));
  }
  const { outcome, commits, unused } = base;
  const repeated = runs.reduce((sum, run) => sum + repeatsOf(run), 0);
  return { outcome: outcome as Simulation<W>['outcome'], commits, runs: runs.length, repeated, plain, unused };
}

/** What the scenario throws here is the test's own failure. */
async function runBase<W extends Workflow>(scenario: Scenario<W>, coverage: Coverage | undefined): Promise<Ran> {
  try {
    const base = await runOnce(scenario, undefined, coverage);
    if ('value' in base.outcome) base.assertFailed();
    return base;
  } catch (error) {
    throw error instanceof PartError ? error.cause : error;
  }
}

async function isSameAsPlain<W extends Workflow>(make: () => Scenario<W>, base: Ran, wanted: boolean | undefined): Promise<boolean> {
  const isTransactional = Object.values(base.graphs[0]?.tasks ?? {}).some(({ transactional }) => transactional);
  return (wanted ?? !isTransactional) && comparedWithPlain(make(), base, () => assertRepeats(make, base));
}

/** A crash after which nothing goes on, or with which what the scenario says of the run fails, makes a difference as well. */
async function runCrashed<W extends Workflow>(scenario: Scenario<W>, crash: Crashes, base: Ran): Promise<Ran> {
  try {
    return await runOnce(scenario, crash);
  } catch (error) {
    throw brokenBy(error, `with a crash ${whereOf(base, crash)}`);
  }
}

/** Whatever differs means nothing if two runs differ in which nothing crashed. */
async function assertRepeats<W extends Workflow>(scenario: () => Scenario<W>, base: Ran): Promise<void> {
  const found = differences(base, await runOnce(scenario()));
  if (found.length === 0) return;
  throw new SimulationDiffersError(
    `two runs without a crash come to something else: let tasks, or fakes of them, give the same each time, and let runs share nothing: ` +
      `make all of it in the function that is simulated\n${listed(found)}\n\n${base.trace}`,
  );
}

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

function repeatsOf({ calls }: Observed): number {
  return calls.length - new Set(calls.map(({ idempotencyKey, attempt }) => `${idempotencyKey} ${attempt}`)).size;
}
