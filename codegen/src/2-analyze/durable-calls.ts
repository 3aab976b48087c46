/**
 * Recognizes what a flow may wait for: calls of tasks and flows of its class, of its signals, and of the waits of
 * `@waystone/core`.
 *
 * Always: answered from the call alone, wherever it stands; whether it may stand there is for the checks to say.
 */
import { memberOfThis, unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import { coreName } from './core-names.js';
import { methodOfSuper } from './lineage.js';
import { allFlows, type FlowModel, type SignalModel, type TaskModel, type WorkflowModel } from './model.js';

export type DurableCall = { readonly call: ts.CallExpression } & (
  | { readonly kind: 'task'; readonly task: TaskModel }
  | { readonly kind: 'flow'; readonly flow: FlowModel }
  | { readonly kind: 'signal'; readonly signal: SignalModel; readonly take: 'receive' | 'poll' }
  | { readonly kind: 'sleep' }
  | { readonly kind: 'sleepUntil' }
  /** `method`: it is a call of `Promise.all` or its like, which means a join of that mode; absent: of `join`. */
  | { readonly kind: 'join'; readonly method?: PromiseMethod }
  /** `workflow`: what names the child's class; absent: nothing does. */
  | { readonly kind: 'child'; readonly workflow: ts.Expression | undefined; readonly until: 'end' | 'start' }
  | { readonly kind: 'childResult' }
);

const callsByModel = new WeakMap<WorkflowModel, Map<ts.CallExpression, DurableCall | undefined>>();

/** What a call waits for; `undefined`: it is an ordinary call. Almost every check asks it of every call: the answers are kept. */
export function durableCall(node: ts.Node, model: WorkflowModel, checker: ts.TypeChecker): DurableCall | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const calls = callsByModel.get(model) ?? new Map<ts.CallExpression, DurableCall | undefined>();
  callsByModel.set(model, calls);
  if (!calls.has(node)) calls.set(node, recognize(node, model, checker));
  return calls.get(node);
}

function recognize(node: ts.CallExpression, model: WorkflowModel, checker: ts.TypeChecker): DurableCall | undefined {
  const callee = unwrap(node.expression);
  return (
    memberCall(node, callee, model) ??
    superCall(node, callee, model) ??
    signalCall(node, callee, model) ??
    childCall(node, callee, checker) ??
    waitCall(node, callee, checker) ??
    promiseCall(node, callee, checker)
  );
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

/** `super.prepare()`: a flow of a class that this one extends, or a task that is not overridden. */
function superCall(call: ts.CallExpression, callee: ts.Expression, model: WorkflowModel): DurableCall | undefined {
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.kind !== ts.SyntaxKind.SuperKeyword) return undefined;
  const from = ts.findAncestor(call, ts.isClassLike);
  const method = from && methodOfSuper(model.lineage, from, callee.name.text);
  const task = model.tasks.get(callee.name.text);
  if (method && task?.method === method) return { kind: 'task', call, task };
  const flow = allFlows(model).find((each) => each.method === method);
  return flow && { kind: 'flow', call, flow };
}

function signalCall(call: ts.CallExpression, callee: ts.Expression, model: WorkflowModel): DurableCall | undefined {
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const signal = model.signals.get(memberOfThis(callee.expression) ?? '');
  const take = callee.name.text;
  if (!signal || (take !== 'receive' && take !== 'poll')) return undefined;
  return { kind: 'signal', call, signal, take };
}

/** `child(…)`, `child.start(…)` or `child.result(…)`. */
function childCall(call: ts.CallExpression, callee: ts.Expression, checker: ts.TypeChecker): DurableCall | undefined {
  if (coreName(callee, checker) === 'child') return { kind: 'child', call, workflow: workflowNamed(call), until: 'end' };
  if (!ts.isPropertyAccessExpression(callee) || coreName(unwrap(callee.expression), checker) !== 'child') return undefined;
  if (callee.name.text === 'result') return { kind: 'childResult', call };
  return callee.name.text === 'start' ? { kind: 'child', call, workflow: workflowNamed(call), until: 'start' } : undefined;
}

function workflowNamed({ arguments: [first] }: ts.CallExpression): ts.Expression | undefined {
  return first && !ts.isSpreadElement(first) ? unwrap(first) : undefined;
}

const promiseMethods = ['all', 'allSettled', 'any', 'race'] as const;
type PromiseMethod = (typeof promiseMethods)[number];

/** `Promise.all(…)` and its like, of the global `Promise`. */
function promiseCall(call: ts.CallExpression, callee: ts.Expression, checker: ts.TypeChecker): DurableCall | undefined {
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const receiver = unwrap(callee.expression);
  const method = promiseMethods.find((each) => each === callee.name.text);
  if (!method || !ts.isIdentifier(receiver) || receiver.text !== 'Promise') return undefined;
  const declarations = checker.getSymbolAtLocation(receiver)?.declarations ?? [];
  return declarations.every((declaration) => declaration.getSourceFile().isDeclarationFile) ? { kind: 'join', call, method } : undefined;
}

/** What a durable call is given when it is reached: its arguments, without the class of a child. */
export function givenTo({ kind, call }: DurableCall): readonly ts.Expression[] {
  return kind === 'child' ? call.arguments.slice(1) : call.arguments;
}

const waits = ['sleep', 'sleepUntil', 'join'] as const;

function waitCall(call: ts.CallExpression, callee: ts.Expression, checker: ts.TypeChecker): DurableCall | undefined {
  if (!ts.isIdentifier(callee) && !ts.isPropertyAccessExpression(callee)) return undefined;
  const name = coreName(callee, checker);
  const kind = waits.find((wait) => wait === name);
  return kind && { kind, call };
}
