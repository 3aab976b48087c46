/** What the markers promise of a flow's shape: a fork ends in joins, a branch returns in every case, a loop is one loop. */
import { allFlows, durableCall, type FlowModel } from '../2-analyze/index.js';
import { branchMissesCase, branchWithoutReturn, forkWithoutJoin, loopNotSingle } from '../diagnostics/index.js';
import type { FlowKind } from '../2-analyze/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { canFallOut, missingCases } from './completion.js';
import { armsOf } from './positions.js';
import type { Scene } from './scene.js';

type ShapeCheck = (flow: FlowModel, scene: Scene) => void;

const checks: Readonly<Record<FlowKind, ShapeCheck | undefined>> = {
  run: undefined,
  flow: undefined,
  fork: checkFork,
  branch: checkBranch,
  loop: checkLoop,
};

export function checkShapes(scene: Scene): void {
  for (const flow of allFlows(scene.model)) checks[flow.kind]?.(flow, scene);
}

function checkFork({ name, method }: FlowModel, scene: Scene): void {
  const wrong = returnsOf(method).filter((statement) => !returnsJoin(statement, scene));
  for (const statement of wrong) scene.diagnostics.add(forkWithoutJoin(statement, { fork: name, fix: fixOfReturn(statement, scene) }));
  if (endsReachably(method, scene)) scene.diagnostics.add(forkWithoutJoin(method.name, { fork: name, fix: endInJoin }));
}

const endInJoin = 'End every path with `return join(…)`, or mark the method `@flow`';

function fixOfReturn(statement: ts.ReturnStatement, scene: Scene): string {
  const lanes = returnedLanes(statement, scene);
  if (!lanes) return endInJoin;
  return `Write \`return join(${ts.isArrayLiteralExpression(lanes) ? '[…]' : ts.isObjectLiteralExpression(lanes) ? '{ … }' : '….map(…)'})\``;
}

/** Whether a call is one of those that a fork returns as they are: all of them lack one join. */
export function isInReturnedLanes(call: ts.CallExpression, scene: Scene): boolean {
  const statement = ts.findAncestor(call, ts.isReturnStatement);
  const method = statement && ts.findAncestor(statement, ts.isFunctionLike);
  const isOfFork = allFlows(scene.model).some((flow) => flow.kind === 'fork' && flow.method === method);
  return statement !== undefined && isOfFork && returnedLanes(statement, scene) !== undefined;
}

/** What a fork returns although `join` should take it: a list or an object of durable calls, or one made by `map`. */
function returnedLanes({ expression }: ts.ReturnStatement, { model, checker }: Scene): ts.Expression | undefined {
  const lanes = expression && unwrap(expression);
  if (!lanes) return undefined;
  const isCall = (lane: ts.Expression): boolean => durableCall(unwrap(lane), model, checker) !== undefined;
  if (ts.isArrayLiteralExpression(lanes)) return lanes.elements.some(isCall) ? lanes : undefined;
  if (ts.isObjectLiteralExpression(lanes))
    return lanes.properties.some((lane) => ts.isPropertyAssignment(lane) && isCall(lane.initializer)) ? lanes : undefined;
  return isMapToCalls(lanes, isCall) ? lanes : undefined;
}

function isMapToCalls(node: ts.Expression, isCall: (lane: ts.Expression) => boolean): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'map') return false;
  const [mapper] = node.arguments;
  return mapper !== undefined && ts.isArrowFunction(mapper) && !ts.isBlock(mapper.body) && isCall(mapper.body);
}

function returnsJoin({ expression }: ts.ReturnStatement, { model, checker }: Scene): boolean {
  if (!expression) return false;
  const value = unwrap(expression);
  const results = armsOf(ts.isAwaitExpression(value) ? value.expression : value);
  return results.every((result) => durableCall(result, model, checker)?.kind === 'join');
}

function checkBranch({ name, method }: FlowModel, scene: Scene): void {
  if (!endsReachably(method, scene)) return;
  const { checker, diagnostics } = scene;
  const incomplete = switchesOf(method).filter((statement) => missingCases(statement, checker).length > 0);
  for (const statement of incomplete)
    diagnostics.add(branchMissesCase(statement.expression, { branch: name, missing: missingText(statement, checker) }));
  if (incomplete.length === 0) diagnostics.add(branchWithoutReturn(method.name, { branch: name }));
}

function missingText(statement: ts.SwitchStatement, checker: ts.TypeChecker): string {
  return missingCases(statement, checker)
    .map((type) => `${type.flags & ts.TypeFlags.Unit ? '' : 'any other '}\`${checker.typeToString(type)}\``)
    .join(', ');
}

/** Loops inside the loop, and in functions, are not counted. */
function checkLoop({ name, method }: FlowModel, { diagnostics }: Scene): void {
  const loops = nodesOf(method, isLoop, isLoop);
  const [first, second] = loops;
  if (first && !second && holderOf(first) === method.body) return;
  const count = loops.length === 1 ? 0 : loops.length;
  diagnostics.add(loopNotSingle(second ?? first ?? method.name, { loop: name, count: String(count) }));
}

/** What holds a statement; labels do not count. */
function holderOf({ parent }: ts.Node): ts.Node {
  return ts.isLabeledStatement(parent) ? holderOf(parent) : parent;
}

function endsReachably(method: ts.MethodDeclaration, { checker }: Scene): boolean {
  return canFallOut(method.body?.statements ?? [], checker);
}

function returnsOf(method: ts.MethodDeclaration): ts.ReturnStatement[] {
  return nodesOf(method, ts.isReturnStatement);
}

function switchesOf(method: ts.MethodDeclaration): ts.SwitchStatement[] {
  return nodesOf(method, ts.isSwitchStatement);
}

function isLoop(node: ts.Node): node is ts.IterationStatement {
  return ts.isIterationStatement(node, false);
}

/** The nodes of a kind that belong to the method itself, not to functions in it. `within`: do not look inside these. */
function nodesOf<T extends ts.Node>(
  method: ts.MethodDeclaration,
  isWanted: (node: ts.Node) => node is T,
  within?: (node: ts.Node) => boolean,
): T[] {
  const found: T[] = [];
  walk(method, (node) => {
    if (isWanted(node)) found.push(node);
    return node === method || !(ts.isFunctionLike(node) || within?.(node));
  });
  return found;
}
