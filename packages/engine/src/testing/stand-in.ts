/**
 * Stand-ins for whole workflows: children that the test of their parent need not run.
 *
 * Always: a parent starts it as it starts the workflow itself, so it has that one's hash; but it has one node, which performs the
 * function of the test as a task does.
 */
import { TestSetupError, taskPolicy } from '@waystone/core';
import type { Workflow } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import { go } from '@waystone/core/runtime';
import type { Program } from '@waystone/core/runtime';
import type { BoundWorkflow } from '../worker/bind.js';
import { assertBound } from './assert-setup.js';
import { setFakes } from './fake.js';
import type { Fake } from './tasks.js';

const node = 'run/stand-in';

/**
 * The same workflow with a function in the place of all that it does. It is performed once, as a task with one attempt; what it gives is
 * the result, what it throws fails the instance. A spy tells what it was asked. `Coverage` leaves it out.
 *
 * @example
 * const invoice = standIn(workflows.invoice(new InvoiceWorkflow(post)), async ({ customer }) => `invoice of ${customer}`);
 * await runInMemory(batch, month, { workflows: [invoice] });
 * @throws TestSetupError, WorkflowNotBuiltError if it is no workflow that was built, or `run` no function.
 */
export function standIn<W extends Workflow>(workflow: BoundWorkflow<W>, run: Fake<W['run']>): BoundWorkflow<W> {
  assertBound(workflow);
  if (typeof run !== 'function')
    throw new TestSetupError(`standIn needs a function that does the work of ${workflow.module.graph.workflow}`);
  const { module, instance } = workflow;
  const graph: Graph = {
    ...module.graph,
    entry: 'run',
    nodes: { [node]: { kind: 'task', task: 'run', keep: [], then: 'end' } },
    points: { run: { next: [node], digest: '' } },
    slots: [],
    tasks: { run: taskPolicy({ retry: { attempts: 1 } }) },
  };
  const load = async (): Promise<{ readonly program: Program }> => {
    const { program } = await module.load();
    return { program: { graph, errors: program.errors, code: { run: (_frame, input) => go(node, [input]) } } };
  };
  const copy = { module: { ...module, graph, load }, instance };
  setFakes(copy, { tasks: { run }, failures: {}, standsIn: true });
  return copy;
}
