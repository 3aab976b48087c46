/** One run of a scenario on the engine, with or without a crash, and what was seen of it. */
import type { Workflow } from '@waystone/core';
import { typedClient } from '../client/typed-client.js';
import type { StepCommit } from '../store/store.js';
import type { Coverage } from './coverage.js';
import { inPart } from './parts.js';
import { observedOf, outcomeOf } from './observed.js';
import type { Observed } from './observed.js';
import { TestRun } from './run.js';
import { beginOf, boundTo, idOf } from './scenario.js';
import type { Scenario } from './scenario.js';
import { World } from './world.js';
import type { Crash } from './world.js';

/** Where workers die. */
export type Crashes = Crash | 'everywhere';

/** A run that has ended. */
export interface Ran extends Observed {
  readonly commits: number;
  readonly tookMs: number;
  readonly crashes: number;
  readonly trace: string;
  readonly stepAt: (commit: number) => StepCommit | undefined;
}

/** @throws RunStuckError if it never ends; PartError. */
export async function runOnce<W extends Workflow>(scenario: Scenario<W>, crash?: Crashes, coverage?: Coverage): Promise<Ran> {
  const world = new World({
    workflows: () => boundTo(scenario),
    now: beginOf(scenario),
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

async function observe<W extends Workflow>(world: World, scenario: Scenario<W>, coverage: Coverage | undefined): Promise<Ran> {
  const { graph } = scenario.workflow().module;
  const client = typedClient<W>(world.store, graph, { ports: world.ports });
  const run = new TestRun<W>(world, graph, await client.start(idOf(graph), scenario.input), () => world.close());
  await inPart('drive', () => scenario.drive?.(run));
  await run.untilEnd();
  const outcome = await outcomeOf(run.handle.result());
  if (coverage) {
    await world.learnSteps();
    coverage.add(world.recorder.graphs.values());
  }
  const statuses = await run.statuses();
  return {
    ...(await observedOf(scenario, { outcome, statuses, calls: world.recorder.calls })),
    commits: world.commits,
    tookMs: world.now() - beginOf(scenario),
    crashes: world.crashes,
    trace: await run.trace(),
    stepAt: (commit) => world.stepAt(commit),
  };
}
