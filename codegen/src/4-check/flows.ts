/** What flows are, as methods: async, no generators, not recursive, and every wait in them can be reached. */
import { allFlows, calleeText, durableCall } from '../2-analyze/index.js';
import type { FlowModel } from '../2-analyze/index.js';
import { flowIsGenerator, flowNotAsync, flowRecursive, syntaxNotSupported, waitUnreachable } from '../diagnostics/index.js';
import { isAsync } from '../2-analyze/index.js';
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { canComplete } from './completion.js';
import type { Scene } from './scene.js';

export function checkFlows(scene: Scene): void {
  for (const flow of allFlows(scene.model)) {
    const { method, name } = flow;
    if (method.asteriskToken) scene.diagnostics.add(flowIsGenerator(method.name, { flow: name }));
    else if (!isAsync(method)) scene.diagnostics.add(flowNotAsync(method.name, { flow: name }));
    const [first] = method.parameters;
    if (first?.name.getText() === 'this') scene.diagnostics.add(syntaxNotSupported(first, { what: 'A `this` parameter' }));
    checkReachable(method, scene);
  }
  checkRecursion(scene);
}

/** A flow's calls of flows; the graph of these must have no cycle. */
function checkRecursion(scene: Scene): void {
  const done = new Set<FlowModel>();
  const visit = (flow: FlowModel, path: readonly FlowModel[]): void => {
    if (done.has(flow)) return;
    done.add(flow);
    for (const [callee, call] of flowCalls(flow, scene)) {
      const start = [...path, flow].indexOf(callee);
      if (start !== -1) reportCycle([...path, flow, callee].slice(start), call, scene);
      else visit(callee, [...path, flow]);
    }
  };
  for (const flow of allFlows(scene.model)) visit(flow, []);
}

function flowCalls(flow: FlowModel, { model, checker }: Scene): [FlowModel, ts.CallExpression][] {
  const calls: [FlowModel, ts.CallExpression][] = [];
  walk(flow.method, (node) => {
    const call = durableCall(node, model, checker);
    if (call?.kind === 'flow') calls.push([call.flow, call.call]);
  });
  return calls;
}

function reportCycle(cycle: readonly FlowModel[], call: ts.CallExpression, { diagnostics }: Scene): void {
  const names = cycle.map((flow) => `\`${flow.name}\``);
  diagnostics.add(flowRecursive(call, { flow: cycle[0]?.name ?? '', cycle: names.join(' → ') }));
}

function checkReachable(method: ts.MethodDeclaration, scene: Scene): void {
  walk(method, (node) => {
    const statements = statementsOf(node);
    const last = statements.findIndex((statement) => !canComplete(statement, scene.checker));
    if (last === -1) return;
    for (const statement of statements.slice(last + 1)) reportFirstWait(statement, scene);
  });
}

function statementsOf(node: ts.Node): readonly ts.Statement[] {
  return ts.isBlock(node) || ts.isCaseOrDefaultClause(node) ? node.statements : [];
}

function reportFirstWait(statement: ts.Statement, { model, checker, diagnostics }: Scene): void {
  let isReported = false;
  walk(statement, (node) => {
    const call = isReported ? undefined : durableCall(node, model, checker);
    if (call) diagnostics.add(waitUnreachable(call.call, { call: calleeText(call) }));
    isReported ||= call !== undefined;
  });
}
