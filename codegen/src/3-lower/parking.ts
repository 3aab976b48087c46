/** The nodes of sleeps, signals and children, for a flow that waits there and for a lane that does nothing else. */
import { classNamed, workflowNameOf, type DurableCall } from '../2-analyze/index.js';
import { assert } from '@waystone/core';
import type { Builder, Destination } from './builder.js';
import type { Code } from './code.js';
import type { WaitIr } from './ir.js';
import type { Session } from './session.js';

type Call<K extends DurableCall['kind']> = Extract<DurableCall, { kind: K }>;

export function parkAtSleep(
  builder: Builder,
  { call, kind }: Call<'sleep' | 'sleepUntil'>,
  value: Code | undefined,
  to: Destination,
): void {
  builder.park({ ...builder.waitAt(call, `${builder.path}/sleep`), wait: 'sleep', span: kind === 'sleep' ? 'for' : 'until' }, value, to);
}

export function parkAtSignal(builder: Builder, { call, signal, take }: Call<'signal'>, value: Code | undefined, to: Destination): void {
  const name = builder.session.graphName(signal.name);
  builder.park({ ...builder.waitAt(call, `${builder.path}/${name}`), wait: 'signal', signal: name, take }, value, to);
}

export function parkAtChildResult(builder: Builder, { call }: Call<'childResult'>, value: Code | undefined, to: Destination): void {
  builder.park({ ...builder.waitAt(call, `${builder.path}/result`), wait: 'childResult' }, value, to);
}

/** The node of a task; reached with the array of its arguments. */
export function taskWait(builder: Builder, { call, task }: Call<'task'>, id: string): WaitIr {
  return { ...builder.waitAt(call, id), wait: 'task', task: builder.session.graphName(task.name) };
}

export function parkAtTask(builder: Builder, durable: Call<'task'>, value: Code, to: Destination): void {
  builder.park(taskWait(builder, durable, `${builder.path}/${builder.session.graphName(durable.task.name)}`), value, to);
}

/** The node of a child; reached with the array of its input and options. */
export function childWait(builder: Builder, durable: Call<'child'>, id: string): WaitIr {
  const { call, until } = durable;
  return { ...builder.waitAt(call, id), wait: 'child', workflow: childWorkflow(builder.session, durable), until };
}

/** What the node of a child is called: `refund`, or `start-refund`. */
export function childName(session: Session, durable: Call<'child'>): string {
  const workflow = childWorkflow(session, durable);
  return durable.until === 'end' ? workflow : `start-${workflow}`;
}

function childWorkflow({ checker }: Session, { workflow }: Call<'child'>): string {
  const declaration = workflow && classNamed(workflow, checker);
  const name = declaration && workflowNameOf(declaration, checker);
  assert(name !== undefined, 'a child was lowered whose workflow is not known');
  return name;
}
