/** Methods that are no flows: tasks are one piece of work, and methods without a marker run between two waits. */
import { allFlows, calleeText, durableCall, type DurableCall, type TaskModel } from '../2-analyze/index.js';
import { plainMethodWaits, taskNotAsync, taskWaits } from '../diagnostics/index.js';
import { memberOfThis, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';

export function checkMethods(scene: Scene): void {
  for (const task of scene.model.tasks.values()) {
    checkTask(task.name, task.method, scene);
    checkPromise(task, scene);
  }
  for (const [name, method] of plainMethodsOfFlows(scene)) checkPlainMethod(name, method, scene);
}

/** A task may call another task: there, it is a plain method. */
function checkTask(task: string, method: ts.MethodDeclaration, scene: Scene): void {
  for (const call of durableCallsIn(method, scene)) {
    if (call.kind !== 'task') scene.diagnostics.add(taskWaits(call.call, { task, call: calleeText(call) }));
  }
}

function checkPromise({ name, method }: TaskModel, { checker, diagnostics }: Scene): void {
  const result = checker.getSignatureFromDeclaration(method)?.getReturnType();
  if (!result || result.flags & ts.TypeFlags.Any || checker.getAwaitedType(result) !== result) return;
  diagnostics.add(taskNotAsync(method.name, { task: name }));
}

function checkPlainMethod(method: string, declaration: ts.ClassElement, scene: Scene): void {
  for (const call of durableCallsIn(declaration, scene)) {
    scene.diagnostics.add(plainMethodWaits(call.call, { method, call: calleeText(call) }));
  }
}

function durableCallsIn(node: ts.Node, { model, checker }: Scene): DurableCall[] {
  const calls: DurableCall[] = [];
  walk(node, (inner) => {
    const call = durableCall(inner, model, checker);
    if (call) calls.push(call);
  });
  return calls;
}

/** The members without a marker that flows use, directly or through one another. */
function plainMethodsOfFlows(scene: Scene): ReadonlyMap<string, ts.ClassElement> {
  const found = new Map<string, ts.ClassElement>();
  const visit = (node: ts.Node): void =>
    walk(node, (inner) => {
      const name = ts.isPropertyAccessExpression(inner) ? memberOfThis(inner) : undefined;
      const member = name === undefined || found.has(name) ? undefined : plainMember(name, scene);
      if (name === undefined || member === undefined) return;
      found.set(name, member);
      visit(member);
    });
  for (const flow of allFlows(scene.model)) visit(flow.method);
  return found;
}

function plainMember(name: string, { model }: Scene): ts.ClassElement | undefined {
  if (model.tasks.has(name) || model.flows.has(name)) return undefined;
  return model.members.find((member) => isPlain(member) && ts.isIdentifier(member.name) && member.name.text === name);
}

function isPlain(member: ts.ClassElement): member is ts.MethodDeclaration | ts.GetAccessorDeclaration | ts.PropertyDeclaration {
  return ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member) || ts.isPropertyDeclaration(member);
}
