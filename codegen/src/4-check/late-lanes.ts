/**
 * Lanes after a wait between lanes: they wait for it in a lane of their own, with copies of what is around them. What plain
 * code would change there, it would change for all.
 */
import { durableCall, type LanesModel } from '../2-analyze/index.js';
import { laneArgumentWaits } from '../diagnostics/index.js';
import { awaits, unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';
import { symbolOf } from './writes.js';

/** What the lanes from the first wait between lanes on are: those before it have begun by then. */
export function lateLanes(lanes: LanesModel): readonly ts.Expression[] {
  if (lanes.shape !== 'object' && lanes.shape !== 'array') return [];
  const first = lanes.lanes.findIndex(({ expression }, index) => index > 0 && awaits(expression));
  return first === -1 ? [] : lanes.lanes.slice(first).map(({ expression }) => expression);
}

/** Calls in what such a lane is given may change nothing that the code around it sees. */
export function checkLateLane(lane: ts.Expression, scene: Scene): void {
  walk(lane, (node) => {
    const call = node !== unwrap(lane) && (ts.isCallExpression(node) || ts.isNewExpression(node)) ? node : undefined;
    if (call && mayChange(call, scene) && givenTo(call).some((given) => sharesValue(given, lane, scene)))
      scene.diagnostics.addUnlessCovered(laneArgumentWaits(call));
    return !ts.isFunctionLike(node);
  });
}

/** Tasks and children get copies, and TypeScript's own libraries change only what `changedBy` knows. */
function mayChange(call: ts.CallExpression | ts.NewExpression, { model, checker }: Scene): boolean {
  const durable = durableCall(call, model, checker);
  if (durable) return durable.kind === 'flow';
  const file = checker.getResolvedSignature(call)?.declaration?.getSourceFile().fileName;
  return file === undefined || !/\/lib\.[\w.]+\.d\.ts$/.test(file);
}

function givenTo({
  expression,
  arguments: given = [],
}: {
  readonly expression: ts.Expression;
  readonly arguments?: readonly ts.Expression[] | undefined;
}): readonly ts.Expression[] {
  const callee = unwrap(expression);
  return ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee) ? [callee.expression, ...given] : given;
}

/** Whether an expression may hold something that is declared outside of the lane and can be changed. */
function sharesValue(given: ts.Expression, lane: ts.Expression, { checker }: Scene): boolean {
  if (isPrimitive(checker.getTypeAtLocation(given))) return false;
  let found = false;
  walk(given, (node) => {
    const declaration = ts.isIdentifier(node) ? symbolOf(node, checker)?.valueDeclaration : undefined;
    const isVariable =
      declaration !== undefined &&
      (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration) || ts.isBindingElement(declaration));
    found ||= isVariable && isLocal(declaration) && (declaration.pos < lane.pos || declaration.end > lane.end);
    return !found;
  });
  return found;
}

function isLocal(declaration: ts.Node): boolean {
  return ts.findAncestor(declaration, ts.isFunctionLike) !== undefined;
}

function isPrimitive(type: ts.Type): boolean {
  return type.isUnion() ? type.types.every(isPrimitive) : (type.flags & primitive) !== 0;
}

const primitive =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Null |
  ts.TypeFlags.Void;
