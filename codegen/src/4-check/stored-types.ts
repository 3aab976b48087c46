/** Types of what is stored whatever the flow does: inputs, results, arguments of tasks, signals, statuses and lanes. */
import {
  allFlows,
  describeNotStorable,
  durableCall,
  isAsync,
  laneFunction,
  lanesOf,
  type FlowModel,
  type TaskModel,
} from '../2-analyze/index.js';
import { typeNotStorable } from '../diagnostics/index.js';
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';

export function checkStoredTypes(scene: Scene): void {
  const { model } = scene;
  for (const task of model.tasks.values()) checkTask(task, scene);
  for (const { field, name } of model.signals.values()) checkField(`A value of signal \`${name}\``, field, scene);
  for (const { field, name } of model.statuses.values()) checkField(`A value of status \`${name}\``, field, scene);
  if (model.run) checkRun(model.run, scene);
  for (const flow of allFlows(model)) checkLanes(flow, scene);
}

function checkTask({ name, method }: TaskModel, scene: Scene): void {
  checkResult(`The result of task \`${name}\``, method, scene);
  for (const parameter of method.parameters)
    checkParameter(`Argument \`${parameter.name.getText()}\` of task \`${name}\``, parameter, scene);
}

function checkRun({ method }: FlowModel, scene: Scene): void {
  checkResult('The result of the workflow', method, scene);
  for (const parameter of method.parameters) checkParameter('The input of the workflow', parameter, scene);
}

/** What lanes give is stored with their join. Tasks are checked where they are declared. */
function checkLanes({ method }: FlowModel, scene: Scene): void {
  walk(method, (node) => {
    const call = durableCall(node, scene.model, scene.checker);
    if (call?.kind !== 'join') return;
    const lanes = lanesOf(call.call);
    if (lanes.shape === 'each' && isAsync(lanes.mapper)) checkLaneFunction(lanes.mapper, scene);
    else if (lanes.shape === 'each' && !ts.isBlock(lanes.mapper.body)) checkLane(lanes.mapper.body, scene);
    if (lanes.shape === 'object' || lanes.shape === 'array') for (const { expression } of lanes.lanes) checkLane(expression, scene);
  });
}

function checkLane(expression: ts.Expression, scene: Scene): void {
  const written = laneFunction(expression);
  const called = durableCall(expression, scene.model, scene.checker);
  if (written) checkLaneFunction(written, scene);
  if (called?.kind !== 'flow') return;
  checkType('The result of this lane', scene.checker.getTypeAtLocation(expression), expression, scene);
  for (const argument of called.call.arguments)
    checkType('This argument of a lane', scene.checker.getTypeAtLocation(argument), argument, scene);
}

/** What a lane is given is stored when it begins. */
function checkLaneFunction(lane: ts.ArrowFunction, scene: Scene): void {
  checkResult('The result of this lane', lane, scene);
  for (const parameter of lane.parameters) checkParameter(`Argument \`${parameter.name.getText()}\` of this lane`, parameter, scene);
}

function checkResult(what: string, declaration: ts.MethodDeclaration | ts.ArrowFunction, scene: Scene): void {
  const signature = scene.checker.getSignatureFromDeclaration(declaration);
  const at = declaration.type ?? (ts.isMethodDeclaration(declaration) ? declaration.name : declaration);
  if (signature) checkType(what, signature.getReturnType(), at, scene);
}

function checkParameter(what: string, parameter: ts.ParameterDeclaration, scene: Scene): void {
  checkType(what, scene.checker.getTypeAtLocation(parameter), parameter, scene);
}

/** `T` of `Signal<T>` and `Status<T>`. */
function checkField(what: string, field: ts.PropertyDeclaration, scene: Scene): void {
  const type = scene.checker.getTypeAtLocation(field);
  const [value] = type.aliasTypeArguments ?? scene.checker.getTypeArguments(type as ts.TypeReference);
  if (value) checkType(what, value, field, scene);
}

function checkType(what: string, type: ts.Type, at: ts.Node, { checker, storable, diagnostics }: Scene): void {
  const found = storable.whyNotStorable(checker.getAwaitedType(type) ?? type);
  if (found) diagnostics.add(typeNotStorable(at, { what, reason: describeNotStorable(found) }));
}
