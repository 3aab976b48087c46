/**
 * Functions that outlive a turn of a loop unseen. In a loop that waits, all turns share one frame, so a function that is
 * kept would see the variables of a later turn. Where its type shows, lowering finds it (see `stored-values.ts`); here
 * are those that are put where the type is lost.
 */
import { allFlows, durableCall } from '../2-analyze/index.js';
import { functionOutlivesTurn } from '../diagnostics/index.js';
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { isLaneFunction } from './positions.js';
import type { Scene } from './scene.js';
import { symbolOf } from './writes.js';

export function checkClosures(scene: Scene): void {
  for (const flow of allFlows(scene.model)) {
    walk(flow.method, (node) => {
      if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return;
      if (ts.isArrowFunction(node) && isLaneFunction(node, scene)) return;
      if (losesType(node, scene.checker)) checkKept(node, scene);
    });
  }
}

/** Whether a function goes where its type does not show: into something of type `any`, `unknown` or `object`. */
function losesType(node: ts.ArrowFunction | ts.FunctionExpression, checker: ts.TypeChecker): boolean {
  const type = checker.getContextualType(node);
  return type !== undefined && (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) !== 0;
}

function checkKept(node: ts.ArrowFunction | ts.FunctionExpression, scene: Scene): void {
  const loop = ts.findAncestor(node, (outer) => ts.isIterationStatement(outer, false) && waits(outer, scene));
  const variable = loop && variableOfTurn(node, loop, scene.checker);
  if (variable) scene.diagnostics.add(functionOutlivesTurn(node, { variable }));
}

function waits(loop: ts.Node, { model, checker }: Scene): boolean {
  let found = false;
  walk(loop, (node) => {
    found ||= durableCall(node, model, checker) !== undefined;
    return !found;
  });
  return found;
}

/** A name that the function takes from the loop around it. */
function variableOfTurn(closure: ts.Node, loop: ts.Node, checker: ts.TypeChecker): string | undefined {
  let found: string | undefined;
  walk(closure, (node) => {
    const declaration = found === undefined && ts.isIdentifier(node) ? symbolOf(node, checker)?.valueDeclaration : undefined;
    if (declaration && contains(loop, declaration) && !contains(closure, declaration)) found = (node as ts.Identifier).text;
    return found === undefined;
  });
  return found;
}

function contains(outer: ts.Node, inner: ts.Node): boolean {
  return outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;
}
