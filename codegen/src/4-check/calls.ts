/** How flows call what they wait for: everything durable is awaited, and nothing else is. */
import { allFlows, calleeText, durableCall, type DurableCall, type WorkflowModel } from '../2-analyze/index.js';
import {
  awaitInNestedFunction,
  awaitNotDurable,
  awaitNotNeeded,
  callNotAwaited,
  forAwaitUsed,
  overrideWithoutMarker,
  placeOf,
  plainMethodAwaited,
  promiseChained,
  promiseDropped,
  returnNotAwaitedInTry,
} from '../diagnostics/index.js';
import { memberOfThis, unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { armsOf, functionAround, isGraphFunction, isWithin, useOf } from './positions.js';
import type { Scene } from './scene.js';
import { isInReturnedLanes } from './shapes.js';

export function checkCalls(scene: Scene): void {
  for (const flow of allFlows(scene.model)) {
    const dropped: ts.Expression[] = [];
    walk(flow.method, (node) => {
      if (ts.isCallExpression(node)) return checkCall(node, scene);
      if (ts.isExpressionStatement(node)) dropped.push(node.expression);
      if (ts.isAwaitExpression(node)) checkAwait(node, flow.name, scene);
      if (ts.isForOfStatement(node) && node.awaitModifier) scene.diagnostics.add(forAwaitUsed(node.awaitModifier));
      return true;
    });
    for (const expression of dropped) checkDropped(expression, scene);
  }
}

/** Promises whose value nothing takes; durable ones were refused as calls. */
function checkDropped(expression: ts.Expression, scene: Scene): void {
  const { checker, diagnostics } = scene;
  const node = unwrap(expression);
  if (ts.isVoidExpression(node)) return checkDropped(node.expression, scene);
  for (const arm of armsOf(node)) {
    const isDropped = (ts.isCallExpression(arm) || ts.isNewExpression(arm)) && isSurelyPromise(arm, checker);
    if (isDropped) diagnostics.addUnlessCovered(promiseDropped(arm, { expression: shortText(arm) }));
  }
}

/** Returns whether to look into the call. */
function checkCall(node: ts.CallExpression, scene: Scene): boolean {
  if (checkChained(node, scene)) return false;
  const call = durableCall(node, scene.model, scene.checker);
  if (call) checkUse(call, scene);
  return true;
}

function checkUse(durable: DurableCall, scene: Scene): void {
  const { diagnostics } = scene;
  const call = calleeText(durable);
  const use = useOf(durable.call, scene);
  if (use === 'dropped' && isInReturnedLanes(durable.call, scene)) return;
  if (use === 'dropped') diagnostics.add(callNotAwaited(durable.call, { call }));
  if (use !== 'returned') return;
  if (!isGraphFunction(functionAround(durable.call), scene)) diagnostics.add(callNotAwaited(durable.call, { call }));
  else if (isCaughtHere(durable.call)) diagnostics.add(returnNotAwaitedInTry(durable.call, { call }));
}

/** Whether a `catch` or `finally` of the same function would see an error that is thrown here. */
function isCaughtHere(node: ts.Node): boolean {
  const around = functionAround(node);
  const guard = ts.findAncestor(node, (ancestor) => ancestor === around || (ts.isTryStatement(ancestor) && guards(ancestor, node)));
  return guard !== undefined && ts.isTryStatement(guard);
}

function guards(statement: ts.TryStatement, node: ts.Node): boolean {
  if (isWithin(node, statement.tryBlock)) return true;
  return statement.finallyBlock !== undefined && statement.catchClause !== undefined && isWithin(node, statement.catchClause);
}

function checkAwait(node: ts.AwaitExpression, flow: string, scene: Scene): void {
  const { diagnostics } = scene;
  if (!isGraphFunction(functionAround(node), scene)) diagnostics.add(awaitInNestedFunction(node, { flow }));
  else for (const arm of armsOf(node.expression)) if (!isPlainArm(arm, node, scene)) checkAwaited(arm, scene);
}

/** `await (a ? this.b() : 0)`: an arm of several that is no promise is its own value. */
function isPlainArm(arm: ts.Expression, { expression }: ts.AwaitExpression, { checker }: Scene): boolean {
  return arm !== unwrap(expression) && !isPromise(arm, checker);
}

function checkAwaited(awaited: ts.Expression, scene: Scene): void {
  const { model, checker, diagnostics } = scene;
  if (durableCall(awaited, model, checker) || chainedCall(awaited, scene) || comesFromRefused(awaited, scene)) return;
  const method = methodNamed(ts.isCallExpression(awaited) ? memberOfThis(awaited.expression) : undefined, model);
  if (method) reportPlainMethod(awaited, method, scene);
  else if (!isPromise(awaited, checker)) diagnostics.addUnlessCovered(awaitNotNeeded(awaited, { expression: shortText(awaited) }));
  else diagnostics.addUnlessCovered(awaitNotDurable(awaited, { expression: shortText(awaited) }));
}

/** What `const lane = this.charge()` or `const { charge } = this` declares was refused there; its uses follow from that. */
function comesFromRefused(expression: ts.Expression, { checker, diagnostics }: Scene): boolean {
  const root = rootOf(expression);
  const declaration = ts.isIdentifier(root) ? checker.getSymbolAtLocation(root)?.valueDeclaration : undefined;
  const variable = declaration && ts.findAncestor(declaration, ts.isVariableDeclaration);
  return variable?.initializer !== undefined && diagnostics.covers(placeOf(variable.initializer));
}

/** `client` of `client.orders[0].load()`. */
function rootOf(expression: ts.Expression): ts.Expression {
  const node = unwrap(expression);
  const hasRoot = ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  return hasRoot ? rootOf(node.expression) : node;
}

function isPromise(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  const type = checker.getTypeAtLocation(expression);
  return (type.flags & ts.TypeFlags.Any) !== 0 || checker.getAwaitedType(type) !== type;
}

/** What is of type `any`, `unknown` or of a type parameter may be none. */
function isSurelyPromise(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  const type = checker.getTypeAtLocation(expression);
  const isOpen = (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Instantiable)) !== 0;
  return !isOpen && checker.getAwaitedType(type) !== type;
}

const chaining: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

/** The durable call that `.then`, `.catch` or `.finally` is called on, however often. */
export function chainedCall(node: ts.Expression, scene: Scene): DurableCall | undefined {
  const callee = ts.isCallExpression(node) ? unwrap(node.expression) : node;
  if (!ts.isPropertyAccessExpression(callee) || !chaining.has(callee.name.text)) return undefined;
  const receiver = unwrap(callee.expression);
  return durableCall(receiver, scene.model, scene.checker) ?? chainedCall(receiver, scene);
}

function checkChained(node: ts.CallExpression, scene: Scene): boolean {
  const durable = chainedCall(node, scene);
  if (!durable) return false;
  const callee = unwrap(node.expression);
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
  scene.diagnostics.add(promiseChained(node, { method, call: calleeText(durable) }));
  return true;
}

/** A template method stands in a class above: what lacks the marker is the method below that fills it in. */
function reportPlainMethod(awaited: ts.Expression, { name, parent }: ts.MethodDeclaration, { model, diagnostics }: Scene): void {
  const { classes } = model.lineage;
  const method = name.getText();
  const holder = classes.findIndex((declaration) => declaration === parent);
  const base = classes.findIndex((declaration) => declaration === ts.findAncestor(awaited, ts.isClassLike));
  if (holder >= base) return diagnostics.add(plainMethodAwaited(awaited, { method }));
  const nameOf = (index: number): string => classes[index]?.name?.text ?? 'the class';
  diagnostics.add(overrideWithoutMarker(name, { method, name: nameOf(holder), base: nameOf(base) }));
}

/** The nearest method of that name that can run. */
function methodNamed(name: string | undefined, { members }: WorkflowModel): ts.MethodDeclaration | undefined {
  const methods = members.filter((member) => ts.isMethodDeclaration(member)).filter((method) => method.name.getText() === name);
  return methods.find(({ body }) => body !== undefined) ?? methods[0];
}

/** The expression on one line, cut where it gets long. */
export function shortText(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
