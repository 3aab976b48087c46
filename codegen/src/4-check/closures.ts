/**
 * Functions that outlive a turn of a loop unseen. In a loop that waits, all turns share one frame, so a function that is
 * kept would see the variables of a later turn. Where its type shows, lowering finds it (see `stored-values.ts`); here
 * are those that are put where the type is lost.
 */
import { allFlows, durableCall, type FlowModel } from '../2-analyze/index.js';
import { functionOutlivesTurn } from '../diagnostics/index.js';
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { losesType } from './escapes.js';
import { isLaneFunction } from './positions.js';
import type { Scene } from './scene.js';
import { symbolOf } from './writes.js';

export function checkClosures(scene: Scene): void {
  const repeated = repeatedFlows(scene);
  for (const flow of allFlows(scene.model)) {
    walk(flow.method, (node) => {
      if (!isMadeInTurn(node) || (ts.isArrowFunction(node) && isLaneFunction(node, scene))) return;
      const turn = turnAround(node, scene) ?? (repeated.has(flow) ? flow.method : undefined);
      const variable = turn && variableOfTurn(node, turn, scene.checker);
      if (variable && losesType(node, turn, scene)) scene.diagnostics.add(functionOutlivesTurn(node, { variable }));
    });
  }
}

type Closure = ts.FunctionLikeDeclaration | ts.ClassExpression;

function isMadeInTurn(node: ts.Node): node is Closure {
  if (ts.isMethodDeclaration(node)) return ts.isObjectLiteralExpression(node.parent);
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node) || ts.isClassExpression(node);
}

/** The flows that are called in every turn of a loop: their variables are those of a turn. */
function repeatedFlows(scene: Scene): ReadonlySet<FlowModel> {
  const repeated = new Set<FlowModel>();
  const visit = (flow: FlowModel, isRepeated: boolean): void => {
    if (isRepeated && repeated.has(flow)) return;
    if (isRepeated) repeated.add(flow);
    walk(flow.method, (node) => {
      const call = durableCall(node, scene.model, scene.checker);
      const isInLoop = isRepeated || ts.findAncestor(node, (outer) => ts.isIterationStatement(outer, false)) !== undefined;
      if (call?.kind === 'flow' && isInLoop && call.flow !== flow) visit(call.flow, true);
    });
  };
  for (const flow of allFlows(scene.model)) visit(flow, repeated.has(flow));
  return repeated;
}

/** The loop that waits around a node. */
function turnAround(node: ts.Node, scene: Scene): ts.Node | undefined {
  return ts.findAncestor(node.parent, (outer) => ts.isIterationStatement(outer, false) && waits(outer, scene));
}

function waits(loop: ts.Node, { model, checker }: Scene): boolean {
  let found = false;
  walk(loop, (node) => {
    found ||= durableCall(node, model, checker) !== undefined;
    return !found;
  });
  return found;
}

/** A name that the function takes from the turn around it. */
function variableOfTurn(closure: ts.Node, turn: ts.Node, checker: ts.TypeChecker): string | undefined {
  let found: string | undefined;
  walk(closure, (node) => {
    const declaration = found === undefined && ts.isIdentifier(node) ? symbolOf(node, checker)?.valueDeclaration : undefined;
    if (declaration && contains(turn, declaration) && !contains(closure, declaration)) found = (node as ts.Identifier).text;
    return found === undefined;
  });
  return found;
}

function contains(outer: ts.Node, inner: ts.Node): boolean {
  return outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;
}
