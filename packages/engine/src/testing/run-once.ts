/** One run of a scenario on the engine, with or without a crash, and what was seen of it. */
import { assert } from '@waystone/core';
import type { Workflow } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import { typedClient } from '../client/typed-client.js';
import type { WorkflowHandle } from '../client/typed-client.js';
import { given } from '../options.js';
import type { StepCommit } from '../store/store.js';
import type { SeenChild } from './child-differences.js';
import type { Coverage } from './coverage.js';
import { inPart } from './parts.js';
import { observedOf } from './observed.js';
import { outcomeOf } from './outcome.js';
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
  /** Of the workflow, then of those that it starts. */
  readonly graphs: readonly Graph[];
  readonly commits: number;
  readonly tookMs: number;
  readonly crashes: number;
  readonly trace: string;
  /** What was prepared and nothing came to. */
  readonly unused: readonly string[];
  /** Throws if attempts were to fail and did not come. */
  readonly assertFailed: () => void;
  readonly stepAt: (commit: number) => StepCommit | undefined;
}

/** @throws RunStuckError if it never ends; PartError. */
export async function runOnce<W extends Workflow>(scenario: Scenario<W>, crash?: Crashes, coverage?: Coverage): Promise<Ran> {
  const { worker, file, patience } = scenario;
  const world = new World({ workflows: () => boundTo(scenario), now: beginOf(scenario), ...given({ worker, file, patience, crash }) });
  try {
    await world.open();
    return await observe(world, scenario, coverage);
  } finally {
    await world.close();
  }
}

async function observe<W extends Workflow>(world: World, scenario: Scenario<W>, coverage: Coverage | undefined): Promise<Ran> {
  const [graph] = world.graphs;
  assert(graph, 'a world of no workflow');
  const client = typedClient<W>(world.store, graph, { ports: world.ports });
  const run = runOf<W>(world, graph, await client.start(idOf(graph), scenario.input));
  await inPart('drive', () => scenario.drive?.(run));
  await run.untilEnd();
  const outcome = await outcomeOf(run.handle.result());
  if (coverage) {
    await world.learnSteps();
    coverage.add(world.recorder.graphs.values());
  }
  const [statuses, children] = [await run.statuses(), await childrenOf(world)];
  return {
    ...(await observedOf(scenario, { outcome, statuses, children: { awaited: children, all: children }, calls: world.recorder.calls })),
    graphs: world.graphs,
    commits: world.commits,
    tookMs: world.now() - beginOf(scenario),
    crashes: world.crashes,
    trace: await run.trace(),
    unused: world.unused(),
    assertFailed: () => world.assertFailed(),
    stepAt: (commit) => world.stepAt(commit),
  };
}

async function childrenOf(world: World): Promise<readonly SeenChild[]> {
  const children: SeenChild[] = [];
  for (const { id, workflow, endedAt } of world.awaited.size === 0 ? [] : await world.instances()) {
    const graph = world.graphs.find((each) => each.workflow === workflow);
    if (!graph || endedAt === undefined || !world.awaited.has(id)) continue;
    const run = runOf(world, graph, typedClient(world.store, graph, { ports: world.ports }).get(id));
    const { input } = await run.handle.describe();
    const outcome = await outcomeOf(run.handle.result());
    children.push({ workflow, input: 'value' in input ? input.value : input, outcome, statuses: await run.statuses() });
  }
  return children;
}

function runOf<W extends Workflow>(world: World, graph: Graph, handle: WorkflowHandle<W>): TestRun<W> {
  return new TestRun<W>(world, graph, handle, { close: () => world.close() });
}
