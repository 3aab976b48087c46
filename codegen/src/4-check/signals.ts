/** Signals: a wait that may last for ever is worth a warning. */
import { allFlows, durableCall } from '../2-analyze/index.js';
import { signalWithoutTimeout } from '../diagnostics/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';

export function checkSignals(scene: Scene): void {
  if (scene.model.options.value['timeout'] !== undefined) return;
  for (const flow of allFlows(scene.model)) walk(flow.method, (node) => checkReceive(node, scene));
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
