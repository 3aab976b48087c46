/** Signals: a wait that may last for ever is worth a warning. */
import { allFlows, durableCall, lanesOf, type DurableCall } from '../2-analyze/index.js';
import { signalWithoutTimeout } from '../diagnostics/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';

export function checkSignals(scene: Scene): void {
  if (scene.model.options.value['timeout'] !== undefined) return;
  for (const { method } of allFlows(scene.model)) {
    const ended = new Set<ts.Node>();
    walk(method, (node) => {
      for (const lane of lanesEndedByTime(node, scene)) ended.add(lane);
    });
    walk(method, (node) => {
      if (!ended.has(node)) checkReceive(node, scene);
    });
  }
}

function checkReceive(node: ts.Node, { model, checker, diagnostics }: Scene): void {
  const call = durableCall(node, model, checker);
  if (call?.kind !== 'signal' || call.take !== 'receive' || mayTimeOut(call.call.arguments[0])) return;
  diagnostics.add(signalWithoutTimeout(call.call, { signal: call.signal.name }));
}

/** Options that are not written in place are given the benefit of the doubt. */
function mayTimeOut(options: ts.Expression | undefined): boolean {
  if (!options) return false;
  const literal = unwrap(options);
  if (!ts.isObjectLiteralExpression(literal)) return true;
  return literal.properties.some((property) => ts.isSpreadAssignment(property) || property.name.getText() === 'timeout');
}

/** The lanes of a race with a timer. */
function lanesEndedByTime(node: ts.Node, { model, checker }: Scene): readonly ts.Expression[] {
  const join = durableCall(node, model, checker);
  if (join?.kind !== 'join' || !isRace(join)) return [];
  const lanes = lanesOf(join.call);
  if (lanes.shape !== 'object' && lanes.shape !== 'array') return [];
  const calls = lanes.lanes.map(({ expression }) => unwrap(expression));
  const kinds = calls.map((call) => durableCall(call, model, checker)?.kind);
  return kinds.includes('sleep') || kinds.includes('sleepUntil') ? calls : [];
}

function isRace({ call, method }: Extract<DurableCall, { kind: 'join' }>): boolean {
  if (method !== undefined) return method === 'race';
  const options = call.arguments[1] && unwrap(call.arguments[1]);
  if (!options || !ts.isObjectLiteralExpression(options)) return false;
  return options.properties.some((property) => ts.isPropertyAssignment(property) && isModeRace(property));
}

function isModeRace({ name, initializer }: ts.PropertyAssignment): boolean {
  const mode = unwrap(initializer);
  return name.getText() === 'mode' && ts.isStringLiteralLike(mode) && mode.text === 'race';
}
