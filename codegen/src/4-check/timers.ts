/**
 * Timers and microtasks in flows: what they would run later is in memory only.
 *
 * Always: answered from what the name resolves to; a function of the author's own that is named like one is no timer.
 */
import { allFlows } from '../2-analyze/index.js';
import { timerUsed } from '../diagnostics/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';
import { symbolOf } from './writes.js';

const timers: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'nextTick']);

export function checkTimers(scene: Scene): void {
  for (const flow of allFlows(scene.model)) {
    walk(flow.method, (node) => {
      if (ts.isCallExpression(node) && isTimer(unwrap(node.expression), scene.checker))
        scene.diagnostics.add(timerUsed(node, { call: node.expression.getText() }));
    });
  }
}

function isTimer(callee: ts.Expression, checker: ts.TypeChecker): boolean {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  if (!ts.isIdentifier(name)) return false;
  const symbol = symbolOf(name, checker);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target?.declarations?.[0];
  return target !== undefined && timers.has(target.name) && declaration?.getSourceFile().isDeclarationFile === true;
}
