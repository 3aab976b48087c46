/**
 * What can be lowered of a workflow in which a check has found an error, so that an error of one method hides none of
 * another.
 *
 * Always: for the sake of diagnostics alone; what is made of these parts is never emitted.
 */
import { taskPolicy } from '@waystone/core';
import { allFlows, filesOf, type FlowModel, type TaskModel, type WorkflowModel } from '../2-analyze/index.js';
import { placeOf, type Diagnostics, type Place } from '../diagnostics/index.js';
import { memberOfThis, walk } from '../syntax.js';
import { ts } from '../typescript.js';

/** The flows without an error that no other such flow calls, each as if it were `run`; flows with an error count as tasks. */
export function soundParts(model: WorkflowModel, diagnostics: Diagnostics): readonly WorkflowModel[] {
  const wrong = allFlows(model).filter(({ method }) => diagnostics.hasErrorsIn(method));
  if (isShaped(model, wrong) || hasWrongTypes(model, diagnostics)) return [];
  const flows = new Map([...model.flows].filter(([, flow]) => !wrong.includes(flow)));
  const tasks = new Map([...model.tasks, ...asTasks(wrong)]);
  return rootsOf([...flows.values()]).map((run) => ({ ...model, run, flows, tasks }));
}

/** Whether the members themselves are not those that the author means. */
function isShaped({ lineage, declaration, overridden }: WorkflowModel, wrong: readonly FlowModel[]): boolean {
  return lineage.unseen !== undefined || declaration.typeParameters !== undefined || overridden.some((flow) => wrong.includes(flow));
}

/** An error of TypeScript outside all methods may have changed any type of the file; one inside stays there. */
function hasWrongTypes(model: WorkflowModel, diagnostics: Diagnostics): boolean {
  return filesOf(model).some((file) => {
    const bodies = bodiesIn(file);
    return diagnostics.errorsOfTypeScriptIn(file).some((error) => !bodies.some((body) => isWithin(error, body)));
  });
}

function bodiesIn(file: ts.SourceFile): readonly Place[] {
  const members = file.statements.flatMap((statement) => (ts.isClassDeclaration(statement) ? [...statement.members] : []));
  return members.flatMap((member) => (ts.isMethodDeclaration(member) && member.body ? [placeOf(member.body)] : []));
}

function isWithin(inner: Place, outer: Place): boolean {
  return inner.start >= outer.start && inner.start + inner.length <= outer.start + outer.length;
}

/** Flows as tasks. `run` is called by nobody. */
function asTasks(flows: readonly FlowModel[]): [string, TaskModel][] {
  return flows.flatMap(({ name, method, options }) =>
    options ? [[name, { name, method, options, policy: taskPolicy(), problems: [] }]] : [],
  );
}

/** Flows from which all others are reached, `run` before those that it does not reach. */
function rootsOf(flows: readonly FlowModel[]): readonly FlowModel[] {
  const called = new Map(flows.map((flow) => [flow, calledBy(flow, flows)]));
  const isCalled = new Set([...called.values()].flat());
  const ordered = flows.toSorted((one, other) => rank(one, isCalled) - rank(other, isCalled));
  const reached = new Set<FlowModel>();
  const reach = (flow: FlowModel): void => {
    if (reached.has(flow)) return;
    reached.add(flow);
    for (const each of called.get(flow) ?? []) reach(each);
  };
  return ordered.filter((flow) => {
    const isRoot = !reached.has(flow);
    reach(flow);
    return isRoot;
  });
}

/** Flows that call one another, and are called from nowhere else, come last. */
function rank(flow: FlowModel, isCalled: ReadonlySet<FlowModel>): number {
  if (flow.kind === 'run') return 0;
  return isCalled.has(flow) ? 2 : 1;
}

function calledBy({ method }: FlowModel, flows: readonly FlowModel[]): readonly FlowModel[] {
  const names = new Set<string>();
  walk(method, (node) => {
    const name = ts.isCallExpression(node) ? memberOfThis(node.expression) : undefined;
    if (name !== undefined) names.add(name);
  });
  return flows.filter(({ name }) => names.has(name));
}
