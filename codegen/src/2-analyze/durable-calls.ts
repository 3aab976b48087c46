/**
 * Recognizes what a flow may wait for: calls of tasks and flows of its class, of its signals, and of the waits of
 * `@waystone/core`.
 *
 * Always: answered from the call alone, wherever it stands; whether it may stand there is for the checks to say.
 */
import { memberOfThis, unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import { coreName } from './core-names.js';
import type { FlowModel, SignalModel, TaskModel, WorkflowModel } from './model.js';

export type DurableCall = { readonly call: ts.CallExpression } & (
  | { readonly kind: 'task'; readonly task: TaskModel }
  | { readonly kind: 'flow'; readonly flow: FlowModel }
  | { readonly kind: 'signal'; readonly signal: SignalModel; readonly take: 'receive' | 'poll' }
  | { readonly kind: 'sleep' }
  | { readonly kind: 'sleepUntil' }
  | { readonly kind: 'join' }
  | { readonly kind: 'child' }
);

/** What a call waits for; `undefined`: it is an ordinary call. */
export function durableCall(node: ts.Node, model: WorkflowModel, checker: ts.TypeChecker): DurableCall | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const callee = unwrap(node.expression);
  return memberCall(node, callee, model) ?? signalCall(node, callee, model) ?? waitCall(node, callee, checker);
}

/** How the author wrote what is called, e.g. `this.charge` or `sleep`. */
export function calleeText({ call }: DurableCall): string {
  return call.expression.getText().replaceAll(/\s+/g, '');
}

function memberCall(call: ts.CallExpression, callee: ts.Expression, model: WorkflowModel): DurableCall | undefined {
  const name = memberOfThis(callee) ?? '';
  const task = model.tasks.get(name);
  if (task) return { kind: 'task', call, task };
  const flow = model.flows.get(name);
  return flow && { kind: 'flow', call, flow };
}

function signalCall(call: ts.CallExpression, callee: ts.Expression, model: WorkflowModel): DurableCall | undefined {
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const signal = model.signals.get(memberOfThis(callee.expression) ?? '');
  const take = callee.name.text;
  if (!signal || (take !== 'receive' && take !== 'poll')) return undefined;
  return { kind: 'signal', call, signal, take };
}

const waits = ['sleep', 'sleepUntil', 'join', 'child'] as const;

function waitCall(call: ts.CallExpression, callee: ts.Expression, checker: ts.TypeChecker): DurableCall | undefined {
  if (!ts.isIdentifier(callee) && !ts.isPropertyAccessExpression(callee)) return undefined;
  const name = coreName(callee, checker);
  const kind = waits.find((wait) => wait === name);
  return kind && { kind, call };
}
