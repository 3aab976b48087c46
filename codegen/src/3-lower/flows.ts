/**
 * Inlines flows where they are called: each call has its own variables and its own nodes.
 *
 * Always: a parameter that is never assigned stands for the caller's variable, if the argument is one that keeps its value.
 */
import { flowRecursive } from '../diagnostics/index.js';
import { bindingsOfCall, type DurableCall, type FlowModel } from '../2-analyze/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Activation, Builder, Destination } from './builder.js';
import { code, declare, joinCode, read, type Code } from './code.js';
import type { Variable } from './ir.js';
import { listOperands } from './operands.js';

type FlowCall = Pick<Extract<DurableCall, { kind: 'flow' }>, 'call' | 'flow'>;

export function lowerFlowCall(builder: Builder, { call, flow }: FlowCall, to: Destination): void {
  if (isActive(builder.activation, flow)) return reportRecursion(builder, call, flow);
  const bind = prepareParameters(builder, flow, call);
  const result = to.kind === 'variable' ? to.variable : builder.temporary('result', call);
  builder.enter(call);
  inActivation(builder, activationOf(builder, { call, flow }), () => {
    const after = builder.block('return', { param: result });
    builder.within({ control: { kind: 'flow', to: after } }, () => {
      bind();
      lowerBody(builder, flow);
    });
    builder.start(after);
  });
  if (to.kind === 'return') builder.leaveFlow([read(result)]);
}

function reportRecursion(builder: Builder, call: ts.CallExpression, flow: FlowModel): void {
  const { callers, flow: caller } = builder.activation;
  const names = [...callers, caller, flow].map(({ name }) => name);
  builder.session.diagnostics.addUnlessCovered(
    flowRecursive(call, { flow: flow.name, cycle: names.slice(names.indexOf(flow.name)).join(' → ') }),
  );
}

function isActive({ flow, callers }: Activation, called: FlowModel): boolean {
  return flow === called || callers.includes(called);
}

/** The activation of a flow that is called from here. */
export function activationOf(
  builder: Builder,
  { call, flow }: FlowCall,
  path = builder.session.uniqueId(`${builder.path}/${builder.session.graphName(flow.name)}`),
): Activation {
  const { activation, session } = builder;
  session.inlined.push({ path, flow, call });
  const counter = flow.kind === 'loop' ? { counter: builder.temporary('iteration', undefined, false) } : {};
  const types = bindingsOfCall(call, flow.method, { outer: activation.types, checker: session.checker });
  return { flow, path, variables: new Map(), callers: [...activation.callers, activation.flow], types, ...counter };
}

function inActivation(builder: Builder, activation: Activation, body: () => void): void {
  const outer = builder.activation;
  builder.activation = activation;
  body();
  builder.activation = outer;
}

/** The statements of a flow; its end returns `undefined`. */
export function lowerBody(builder: Builder, { kind, name, method }: FlowModel): void {
  if (kind === 'branch') enterBranch(builder, builder.session.graphName(name), method.name);
  const { counter } = builder.activation;
  if (counter) builder.emit(declare(counter, code`0`));
  if (method.body) builder.lower.hoisted(builder, method.body);
  builder.lower.statements(builder, method.body?.statements ?? []);
  builder.leaveFlow(undefined);
}

function enterBranch(builder: Builder, name: string, origin: ts.Node): void {
  const choice = builder.block('choice', { mark: { kind: 'branch', label: name }, origin });
  builder.jump(choice);
  builder.start(choice);
}

/** Evaluates the arguments now; the function given back binds the parameters, in the activation of the flow. */
function prepareParameters(builder: Builder, flow: FlowModel, call: ts.CallExpression): () => void {
  const codes = builder.lower.operands(builder, listOperands(call.arguments));
  const values = call.arguments.map((argument) => builder.copy(argument, codes));
  const { parameters } = flow.method;
  const isSimple = parameters.every(isPlain) && !call.arguments.some((argument) => ts.isSpreadElement(argument));
  if (!isSimple) return () => builder.lower.parameters(builder, parameters, code`[${joinCode(values)}]`);
  const aliases = parameters.map((parameter, index) => aliasFor(builder, flow, parameter, call.arguments[index]));
  return () => bindPlain(builder, parameters, values, aliases);
}

function isPlain({ name, initializer, dotDotDotToken }: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(name) && !initializer && !dotDotDotToken;
}

function bindPlain(
  builder: Builder,
  parameters: readonly ts.ParameterDeclaration[],
  values: readonly Code[],
  aliases: readonly (Variable | undefined)[],
): void {
  for (const [index, { name }] of parameters.entries()) {
    const alias = aliases[index];
    if (!ts.isIdentifier(name)) continue;
    if (alias) builder.alias(name, alias);
    else builder.emit(declare(builder.variable(name), values[index] ?? code`undefined`));
  }
  for (const value of values.slice(parameters.length)) builder.emit({ kind: 'run', code: code`(${value});`, kills: [] });
}

function aliasFor(
  builder: Builder,
  flow: FlowModel,
  { name }: ts.ParameterDeclaration,
  argument: ts.Expression | undefined,
): Variable | undefined {
  const inner = argument && unwrap(argument);
  if (!inner || !ts.isIdentifier(inner) || !ts.isIdentifier(name)) return undefined;
  const variable = builder.isEarly(inner) ? undefined : builder.variableOf(inner);
  const symbol = builder.session.symbolOf(name);
  const isAssigned = symbol !== undefined && builder.session.assignedIn(flow).has(symbol);
  if (!variable?.constant || isAssigned) return undefined;
  if (mayHide(flow, name, variable)) builder.session.hidden.add(variable);
  return variable;
}

/** Whether a name declared in the flow could hide the caller's variable, as it is called there, where the parameter is read. */
function mayHide(flow: FlowModel, parameter: ts.Identifier, variable: Variable): boolean {
  let found = false;
  walk(flow.method, (node) => {
    found ||= ts.isIdentifier(node) && node !== parameter && node.text === variable.name && variable.name !== parameter.text;
    return !found;
  });
  return found;
}
