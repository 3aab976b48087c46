/** Types of what is stored whatever the flow does: inputs, results, arguments of tasks, signals, statuses and lanes. */
import { allFlows, durableCall, isAsync, laneFunction, lanesOf, type FlowModel, type TaskModel } from '../2-analyze/index.js';
import { typeNotStorable } from '../diagnostics/index.js';
import { memberOfThis, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { describeNotStorable, fixForType, rootOf } from './refused-values.js';
import type { Scene } from './scene.js';

export function checkStoredTypes(scene: Scene): void {
  const { model } = scene;
  for (const task of model.tasks.values()) checkTask(task, scene);
  for (const { field, name } of model.signals.values()) checkField(`A value of signal \`${name}\``, field, scene);
  for (const { field, name } of model.statuses.values()) checkField(`A value of status \`${name}\``, field, scene);
  if (model.run) checkRun(model.run, scene);
  for (const flow of allFlows(model)) {
    checkLanes(flow, scene);
    checkPublished(flow, scene);
  }
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
    else if (lanes.shape === 'each') for (const expression of resultsOf(lanes.mapper)) checkLane(expression, scene);
    if (lanes.shape === 'object' || lanes.shape === 'array') for (const { expression } of lanes.lanes) checkLane(expression, scene);
  });
}

/** What an arrow returns. */
function resultsOf({ body }: ts.ArrowFunction): ts.Expression[] {
  if (!ts.isBlock(body)) return [body];
  return body.statements.flatMap((statement) => (ts.isReturnStatement(statement) && statement.expression ? [statement.expression] : []));
}

function checkLane(expression: ts.Expression, scene: Scene): void {
  const written = laneFunction(expression);
  const called = durableCall(expression, scene.model, scene.checker);
  if (written) checkLaneFunction(written, scene);
  if (called?.kind !== 'flow') return;
  checkType('The result of this lane', expression, scene);
  for (const argument of called.call.arguments) checkType('This argument of a lane', argument, scene, rootOf(argument));
}

/** What a lane is given is stored when it begins. */
function checkLaneFunction(lane: ts.ArrowFunction, scene: Scene): void {
  checkResult('The result of this lane', lane, scene);
  for (const parameter of lane.parameters) checkParameter(`Argument \`${parameter.name.getText()}\` of this lane`, parameter, scene);
}

function checkResult(what: string, declaration: ts.MethodDeclaration | ts.ArrowFunction, scene: Scene): void {
  const signature = scene.checker.getSignatureFromDeclaration(declaration);
  const at = declaration.type ?? (ts.isMethodDeclaration(declaration) ? declaration.name : declaration);
  if (signature) reportType({ what, type: signature.getReturnType(), at }, scene);
}

function checkParameter(what: string, parameter: ts.ParameterDeclaration, scene: Scene): void {
  checkType(what, parameter, scene, rootOf(parameter.name));
}

/** `T` of `Signal<T>` and `Status<T>`. */
function checkField(what: string, field: ts.PropertyDeclaration, scene: Scene): void {
  const type = scene.checker.getTypeAtLocation(field);
  const [value] = type.aliasTypeArguments ?? scene.checker.getTypeArguments(type as ts.TypeReference);
  if (value) reportType({ what, type: value, at: field, root: field.name.getText() }, scene);
}

/** The values that a flow publishes may be more than the type of the status says. */
function checkPublished({ method }: FlowModel, scene: Scene): void {
  walk(method, (node) => {
    const [value] = ts.isCallExpression(node) ? node.arguments : [];
    const status = ts.isCallExpression(node) && statusSet(node, scene);
    if (status && value) checkType(`This value of status \`${status}\``, value, scene, rootOf(value));
  });
}

/** The status that a call sets. */
function statusSet({ expression }: ts.CallExpression, { model }: Scene): string | undefined {
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'set') return undefined;
  const name = memberOfThis(expression.expression) ?? '';
  return model.statuses.has(name) ? name : undefined;
}

function checkType(what: string, at: ts.Node, scene: Scene, root = ''): void {
  reportType({ what, type: scene.checker.getTypeAtLocation(at), at, root }, scene);
}

interface Stored {
  readonly what: string;
  readonly type: ts.Type;
  readonly at: ts.Node;
  /** What paths into the value begin with. */
  readonly root?: string;
}

function reportType({ what, type, at, root }: Stored, { checker, storable, types, diagnostics }: Scene): void {
  const found = storable.whyNotStorable(checker.getAwaitedType(type) ?? type, types);
  const message = found && { what, reason: describeNotStorable(found, root), fix: fixForType(found) };
  if (message) diagnostics.add(typeNotStorable(at, message));
}
