/** Whether a scenario comes to the same on the engine and as plain code. */
import { SimulationDiffersError, assert, parseDuration } from '@waystone/core';
import type { Workflow } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import { differences, observedOf } from './observed.js';
import { outcomeOf } from './outcome.js';
import type { Observed } from './observed.js';
import { NotPlainError } from './plain-instance.js';
import { LongerRunError, PlainRun } from './plain-run.js';
import type { Course } from './plain-run.js';
import { PartError, brokenBy, inPart } from './parts.js';
import type { Ran } from './run-once.js';
import { beginOf, idOf, mainOf, othersOf } from './scenario.js';
import type { Scenario } from './scenario.js';
import { hintOfRaces, listed } from './simulation-text.js';
import { defaultPatience } from './world.js';

/** How much longer than on the engine a course may be that need not be the same. */
const leeway = { factor: 4, steps: 8, tookMs: 3_600_000 };

/**
 * Compares them. `false`: there is nothing to compare it with. `onDifference` is called before it throws.
 *
 * @throws SimulationDiffersError
 */
export async function comparedWithPlain<W extends Workflow>(
  scenario: Scenario<W>,
  base: Ran,
  onDifference: () => Promise<void>,
): Promise<boolean> {
  const graph = graphOf(base);
  try {
    const found = differences(await runPlainly(scenario, base), base);
    if (found.length === 0) return true;
    await onDifference();
    throw new SimulationDiffersError(
      `on the engine ${graph.workflow} comes to something else than its class as plain code:\n${listed(found)}${hintOfRaces(base)}` +
        `\n\n${base.trace}`,
    );
  } catch (error) {
    if (error instanceof SimulationDiffersError) throw error;
    const reason = error instanceof PartError ? error.cause : error;
    if (reason instanceof NotPlainError || (reason instanceof LongerRunError && hasLoops(graph))) return false;
    await onDifference();
    if (!(reason instanceof LongerRunError)) throw brokenBy(error, 'as plain code');
    throw new SimulationDiffersError(
      `on the engine ${graph.workflow} ends, and as plain code it goes on: ${reason.message}${hintOfRaces(base)}\n\n${base.trace}`,
    );
  }
}

async function runPlainly<W extends Workflow>(scenario: Scenario<W>, base: Ran): Promise<Observed> {
  const plain = await PlainRun.of<W>({ main: () => mainOf(scenario), others: () => othersOf(scenario) }, courseOf(scenario, base));
  try {
    const { run, result } = plain.start(idOf(graphOf(base)), scenario.input);
    const outcome = outcomeOf(result);
    await inPart('drive', () => scenario.drive?.(run));
    await run.untilEnd();
    const statuses = Object.fromEntries(run.statuses);
    const children = { awaited: [], all: plain.children };
    return await observedOf(scenario, { outcome: await outcome, statuses, children, calls: plain.recorder.calls });
  } finally {
    plain.close();
  }
}

function courseOf<W extends Workflow>(scenario: Scenario<W>, base: Ran): Course {
  const steps = new Set(base.calls.map(({ idempotencyKey }) => idempotencyKey)).size;
  const begins = beginOf(scenario);
  const patienceMs = parseDuration(scenario.patience ?? defaultPatience);
  if (!scenario.compare) return { begins, patienceMs, steps, tookMs: base.tookMs };
  return { begins, patienceMs, steps: steps * leeway.factor + leeway.steps, tookMs: base.tookMs * leeway.factor + leeway.tookMs };
}

function graphOf({ graphs: [graph] }: Ran): Graph {
  assert(graph, 'a run of no workflow');
  return graph;
}

function hasLoops({ points }: Graph): boolean {
  return Object.values(points).some(({ mark }) => mark?.kind === 'loop');
}
