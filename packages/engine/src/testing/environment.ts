/** An environment of a test: the real engine on a database in memory, in virtual time, for any number of instances. */
import { TestSetupError, parseInstant } from '@waystone/core';
import type { Duration, InputOf, ResultOf, StatusesOf, Workflow } from '@waystone/core';
import { startOptionNames } from '../client/start.js';
import { typedClient } from '../client/typed-client.js';
import type { TypedStartOptions } from '../client/typed-client.js';
import { assertOptionNames, assertText, assertWholeOrInfinity, given } from '../options.js';
import type { OptionNames } from '../options.js';
import { systemPorts } from '../ports.js';
import type { BoundWorkflow } from '../worker/bind.js';
import type { ListFilter, Store } from '../store/store.js';
import { assertAllBound, assertBound, assertCoverage } from './assert-setup.js';
import { calledFrom } from './called-from.js';
import type { Coverage } from './coverage.js';
import { fake, fakeOptionNames } from './fake.js';
import type { FakeOptions } from './fake.js';
import { TestRun } from './run.js';
import { WorldTime } from './world-time.js';
import { workerNames } from './test-worker.js';
import type { TestWorkerOptions } from './test-worker.js';
import { World } from './world.js';

/** What an environment is made of. */
export interface EnvironmentOptions {
  /** The workflows that its worker runs, those that start as children too: what `workflows.x(new XWorkflow(…))` gives. */
  readonly workflows: readonly BoundWorkflow[];
  /** The time that it begins with. Default: now. */
  readonly now?: Date | number;
  /** What is different about its worker. Default: it serves the queues and has the tags that its workflows name, and logs nothing. */
  readonly worker?: TestWorkerOptions;
  /**
   * A SQLite file that holds the store, for workflows with transactional tasks: their tables are in it. Default: in memory.
   */
  readonly file?: string;
  /** How long a task may take in real time before the test fails. Default: `'5s'`. */
  readonly patience?: Duration;
  /** How many steps may be taken while the test awaits one thing, before it fails: a loop may have no end. Default: 50,000. */
  readonly maxSteps?: number;
  /** Is told what the runs went through, when the environment is closed. */
  readonly coverage?: Coverage;
}

/** Which instances of a workflow; see {@link TestEnvironment.instances}. */
export type InstanceFilter = Omit<ListFilter, 'workflow' | 'limit' | 'after'>;

/** How an instance is started in an environment. */
export interface TestStartOptions<W extends Workflow> extends TypedStartOptions<W> {
  /** Default: the workflow's name and a number. */
  readonly id?: string;
}

/** Options of {@link startInMemory} and {@link runInMemory}. */
export interface RunOptions<W extends Workflow> extends FakeOptions<W>, TestStartOptions<W>, Omit<EnvironmentOptions, 'workflows'> {
  /** Other workflows that this one starts. */
  readonly workflows?: readonly BoundWorkflow[];
}

interface Starting<W extends Workflow> {
  readonly input: InputOf<W>;
  readonly options: TestStartOptions<W>;
  readonly onResult?: () => void;
}

const environmentNames: OptionNames<EnvironmentOptions> = {
  workflows: true,
  now: true,
  worker: true,
  file: true,
  patience: true,
  maxSteps: true,
  coverage: true,
};

const startNames: OptionNames<TestStartOptions<Workflow>> = { ...startOptionNames, id: true };
const runNames: OptionNames<RunOptions<Workflow>> = { ...environmentNames, ...startNames, ...fakeOptionNames };

/** A run that has ended. */
export interface EndedRun<W extends Workflow> extends Pick<TestRun<W>, 'calls' | 'id' | 'unused'> {
  readonly result: ResultOf<W>;
  /** How much virtual time it took, in milliseconds. */
  readonly tookMs: number;
  /** The values of its statuses in the end. */
  readonly statuses: StatusesOf<W>;
  /** Its course; see {@link TestRun.trace}. */
  readonly trace: string;
}

/**
 * Any number of instances of any number of workflows, on the real engine, in virtual time.
 *
 * @example
 * await using environment = await TestEnvironment.open({ workflows: [batch, invoice] });
 * const run = await environment.start(batch, invoices);
 * expect(await run.result()).toEqual({ sent: 3 });
 */
export class TestEnvironment extends WorldTime {
  readonly #world: World;
  readonly #workflows: readonly BoundWorkflow[];
  readonly #coverage: Coverage | undefined;
  #started = 0;
  #closing: Promise<void> | undefined;

  private constructor(world: World, { workflows, coverage }: EnvironmentOptions) {
    super(world);
    this.#world = world;
    this.#workflows = workflows;
    this.#coverage = coverage;
  }

  /**
   * Opens an environment. Close it with `await using`, or with `close()`.
   *
   * @throws WorkflowNotBuiltError, StaleBuildError: with the command to run. TestSetupError: a fake is of no task.
   * OptionInvalidError; InstantInvalidError: `now` is none.
   */
  static async open(options: EnvironmentOptions): Promise<TestEnvironment> {
    return calledFrom(() => TestEnvironment.#open(options));
  }

  static async #open(options: EnvironmentOptions): Promise<TestEnvironment> {
    assertEnvironment(options);
    const { workflows, now, worker, file, patience, maxSteps } = options;
    const world = new World({ workflows: () => workflows, now: instantOf(now), ...given({ worker, file, patience, maxSteps }) });
    try {
      await world.open();
    } catch (error) {
      await world.close();
      throw error;
    }
    return new TestEnvironment(world, options);
  }

  /**
   * Starts an instance. It goes on when one of the environment is awaited.
   *
   * @throws TestSetupError if the workflow is none of this environment; what `start` of a client throws.
   */
  async start<W extends Workflow>(workflow: BoundWorkflow<W>, input: InputOf<W>, options: TestStartOptions<W> = {}): Promise<TestRun<W>> {
    return calledFrom(() => this.#start(workflow, { input, options }));
  }

  /**
   * An instance that something else has started: a parent, for one.
   *
   * @throws TestSetupError if the workflow is none of this environment.
   */
  find<W extends Workflow>(workflow: BoundWorkflow<W>, id: string): TestRun<W> {
    const { graph } = this.#known(workflow).module;
    assertText('id', id);
    const handle = typedClient<W>(this.#world.store, graph, { ports: this.#world.ports }).get(id);
    return new TestRun(this.#world, graph, handle, { close: () => this.close() });
  }

  /** The store, for clients of the program under test. What it waits for does not let time pass. */
  get store(): Store {
    return this.#world.store;
  }

  /**
   * What was prepared for this test and nothing has come to: fakes, stand-ins and failures, a line for each. Empty: all of it was
   * needed.
   */
  get unused(): readonly string[] {
    return this.#world.unused();
  }

  /**
   * The instances of a workflow, oldest first: all, or those that the filter leaves.
   *
   * @example const [invoice] = await environment.instances(invoices, { parent: batch.id, status: ['failed'] });
   * @throws TestSetupError if the workflow is none of this environment.
   */
  async instances<W extends Workflow>(workflow: BoundWorkflow<W>, filter: InstanceFilter = {}): Promise<readonly TestRun<W>[]> {
    const { graph } = this.#known(workflow).module;
    const found = await this.#world.instances({ ...filter, workflow: graph.workflow });
    return found.toReversed().map(({ id }) => this.find(workflow, id));
  }

  /** @internal The one instance of an environment of its own: whatever was to fail has failed when it gives its result. */
  async startOnly<W extends Workflow>(workflow: BoundWorkflow<W>, input: InputOf<W>, options: TestStartOptions<W>): Promise<TestRun<W>> {
    return this.#start(workflow, { input, options, onResult: () => this.#world.assertFailed() });
  }

  /** Ends everything in it. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** As {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    try {
      if (this.#coverage) {
        await this.#world.learnSteps();
        this.#coverage.add(this.#world.recorder.graphs.values());
      }
    } finally {
      await this.#world.close();
    }
  }

  async #start<W extends Workflow>(workflow: BoundWorkflow<W>, { input, options, onResult }: Starting<W>): Promise<TestRun<W>> {
    assertOptionNames(options, startNames);
    const { graph } = this.#known(workflow).module;
    this.#started += 1;
    const { id = `${graph.workflow}-${this.#started}`, ...start } = options;
    const client = typedClient<W>(this.#world.store, graph, { ports: this.#world.ports });
    const close = (): Promise<void> => this.close();
    return new TestRun(this.#world, graph, await client.start(id, input, start), { close, ...(onResult && { onResult }) });
  }

  #known(workflow: BoundWorkflow): BoundWorkflow {
    assertBound(workflow);
    const name = workflow.module.graph.workflow;
    const known = this.#workflows.find(({ module }) => module.graph.workflow === name);
    if (known) return known;
    const names = this.#workflows.map(({ module }) => module.graph.workflow).join(', ');
    throw new TestSetupError(`workflow ${name} is none of this environment (${names}); name it in its option workflows`);
  }
}

/**
 * Starts a workflow on the real engine, in memory and in virtual time, to drive it step by step. It goes on when the test awaits
 * `result`, `until` or `advance`. Close it with `await using`.
 *
 * @example
 * await using run = await startInMemory(workflows.order(new OrderWorkflow(payments)), order, { tasks: { ship: async () => 'T-1' } });
 * await run.until({ signal: 'approval' });
 * await run.signal('approval', { approved: true, by: 'ann' });
 * expect(await run.result()).toEqual({ trackingCode: 'T-1' });
 * @throws WorkflowNotBuiltError, StaleBuildError: with the command to run. TestSetupError: a fake is of no task. OptionInvalidError.
 */
export async function startInMemory<W extends Workflow>(
  workflow: BoundWorkflow<W>,
  input: InputOf<W>,
  options: RunOptions<W> = {},
): Promise<TestRun<W>> {
  return calledFrom(() => begin(workflow, input, options));
}

async function begin<W extends Workflow>(workflow: BoundWorkflow<W>, input: InputOf<W>, options: RunOptions<W>): Promise<TestRun<W>> {
  assertOptionNames(options, runNames);
  const { tasks, failures, workflows = [], now, worker, file, patience, maxSteps, coverage, ...start } = options;
  const faked = fake(workflow, given({ tasks, failures }));
  assertAllBound(workflows);
  const surroundings = given({ now, worker, file, patience, maxSteps, coverage });
  const environment = await TestEnvironment.open({ workflows: [faked, ...workflows], ...surroundings });
  try {
    return await environment.startOnly(faked, input, start);
  } catch (error) {
    await environment.close();
    throw error;
  }
}

/**
 * Runs a workflow to its end on the real engine, in memory and in virtual time: one that sleeps for a month ends in milliseconds.
 *
 * @example
 * const { result, calls } = await runInMemory(workflows.order(new OrderWorkflow(payments)), order, { tasks: { ship: async () => 'T-1' } });
 * expect(calls.charge).toHaveLength(1);
 * @throws the workflow's own error if it fails; `RunStuckError` if it waits for something that never comes.
 * @throws WorkflowNotBuiltError, StaleBuildError: with the command to run. OptionInvalidError. TestSetupError: a fake is of no task, or the
 * run did not come to attempts that `failures` are for.
 */
export async function runInMemory<W extends Workflow>(
  workflow: BoundWorkflow<W>,
  input: InputOf<W>,
  options: RunOptions<W> = {},
): Promise<EndedRun<W>> {
  return calledFrom(async () => {
    const run = await begin(workflow, input, options);
    try {
      return await ended(run);
    } finally {
      await run[Symbol.asyncDispose]();
    }
  });
}

async function ended<W extends Workflow>(run: TestRun<W>): Promise<EndedRun<W>> {
  const begun = run.now();
  const result = await run.result();
  return {
    id: run.id,
    result,
    calls: run.calls,
    statuses: await run.statuses(),
    tookMs: run.now() - begun,
    trace: await run.trace(),
    unused: run.unused,
  };
}

function instantOf(now: Date | number = systemPorts.clock.now()): number {
  return parseInstant(now);
}

function assertEnvironment(options: EnvironmentOptions): void {
  assertOptionNames(options, environmentNames);
  const { workflows, worker, file, maxSteps, coverage } = options;
  assertAllBound(workflows);
  if (worker !== undefined) assertOptionNames(worker, workerNames);
  if (file !== undefined) assertText('file', file);
  if (maxSteps !== undefined) assertWholeOrInfinity('maxSteps', maxSteps);
  assertCoverage(coverage);
}
