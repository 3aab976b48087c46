/** Fakes of tasks: what a test says shall stand in their place, remembered beside the workflow that it was said of. */
import { TestSetupError } from '@waystone/core';
import type { Workflow } from '@waystone/core';
import { memberName } from '@waystone/core/graph';
import type { Graph } from '@waystone/core/graph';
import { assertOptionNames } from '../options.js';
import type { OptionNames } from '../options.js';
import type { BoundWorkflow } from '../worker/bind.js';
import { assertBound, assertByName } from './assert-setup.js';
import type { Failure, Failures, Fakes } from './tasks.js';

/** What a test changes about the tasks of a workflow. */
export interface FakeOptions<W> {
  /** Functions that stand in the place of tasks, by the names of the methods. Others are performed as they are. */
  readonly tasks?: Fakes<W>;
  /** Which attempts fail; see {@link Failures}. */
  readonly failures?: Failures<W>;
}

/** The names of all of these. */
export const fakeOptionNames: OptionNames<FakeOptions<Workflow>> = { tasks: true, failures: true };

/** {@link FakeOptions} of whatever workflow. */
export interface AnyFakes {
  readonly tasks: Readonly<Record<string, ((...args: unknown[]) => unknown) | undefined>>;
  readonly failures: Readonly<Record<string, readonly Failure[] | undefined>>;
  /** The workflow is a stand-in. */
  readonly standsIn?: true;
}

const faked = new WeakMap<BoundWorkflow, AnyFakes>();
const nothing: AnyFakes = { tasks: {}, failures: {} };

/**
 * The same workflow with fakes in the place of tasks; for workflows of an environment that have no options of their own, such as
 * children.
 *
 * @example
 * const invoice = fake(workflows.invoice(new InvoiceWorkflow(post)), { tasks: { send: async () => {} } });
 * @throws TestSetupError, WorkflowNotBuiltError if it is no workflow that was built; OptionInvalidError.
 */
export function fake<W extends Workflow>(workflow: BoundWorkflow<W>, options: FakeOptions<W>): BoundWorkflow<W> {
  assertBound(workflow);
  assertOptionNames(options, fakeOptionNames);
  assertByName('tasks', options.tasks);
  assertByName('failures', options.failures);
  const { tasks = {}, failures = {} } = options as Partial<AnyFakes>;
  const before = fakesOf(workflow);
  const copy = { ...workflow };
  setFakes(copy, { ...before, tasks: { ...before.tasks, ...tasks }, failures: { ...before.failures, ...failures } });
  return copy;
}

/** Says something of a workflow. */
export function setFakes(workflow: BoundWorkflow, fakes: AnyFakes): void {
  faked.set(workflow, fakes);
}

/** What was said of a workflow. */
export function fakesOf(workflow: BoundWorkflow): AnyFakes {
  return faked.get(workflow) ?? nothing;
}

/** @throws TestSetupError if there is no such task or node, it has no time limit to pass, or what is said of it means nothing. */
export function assertFakes(graph: Graph, { tasks, failures }: AnyFakes): void {
  for (const [name, task] of Object.entries(tasks)) {
    if (task) assertTask(graph, name, 'tasks');
    if (task && typeof task !== 'function')
      throw new TestSetupError(`tasks: ${name} is no function; give one that does the work of the task`);
  }
  for (const [name, list = []] of Object.entries(failures)) {
    const node = graph.nodes[name];
    if (node === undefined) assertTask(graph, name, 'failures');
    else if (node.kind !== 'task')
      throw new TestSetupError(`failures: ${name} of workflow ${graph.workflow} is no task but a ${node.kind}`);
    assertFailures(name, list);
    if (list.includes('timeout')) assertLimited(graph, node?.kind === 'task' ? node.task : taskNamed(graph, name), name);
  }
}

/** Names of the methods that are tasks. */
export function taskNames(graph: Graph): readonly string[] {
  return Object.keys(graph.tasks).map((task) => memberName(graph, task));
}

function taskNamed(graph: Graph, method: string): string {
  return Object.keys(graph.tasks).find((task) => memberName(graph, task) === method) ?? method;
}

function assertTask(graph: Graph, name: string, option: string): void {
  const names = taskNames(graph);
  if (!names.includes(name))
    throw new TestSetupError(`${option}: ${name} is no task of workflow ${graph.workflow}; its tasks are ${names.join(', ')}`);
}

function assertFailures(name: string, list: readonly Failure[]): void {
  const isFailure = (each: unknown): boolean => each === 'timeout' || each === 'pass' || (typeof each === 'object' && each !== null);
  if (!Array.isArray(list) || !list.every(isFailure))
    throw new TestSetupError(`failures: ${name} needs a list of errors, 'timeout' and 'pass', such as [new Error('down'), 'timeout']`);
}

function assertLimited(graph: Graph, task: string, name: string): void {
  if (graph.tasks[task]?.timeoutMs != null) return;
  throw new TestSetupError(`failures: ${name} cannot time out, since the task has no time limit; give it one, @task({ timeout: '10s' })`);
}
