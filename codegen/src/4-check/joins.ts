/** Joins: lanes that can be seen, options that can be seen, modes that are known, and no shared state. */
import { allFlows, durableCall, isAsync, laneFunction, lanesOf, type DurableCall, type LanesModel } from '../2-analyze/index.js';
import {
  joinEmpty,
  joinLanesUnknown,
  joinModeUnknown,
  joinOptionsUnknown,
  laneNotDurable,
  laneWritesShared,
} from '../diagnostics/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { chainedCall, shortText } from './calls.js';
import { checkLateLane, lateLanes } from './late-lanes.js';
import { armsOf } from './positions.js';
import type { Scene } from './scene.js';
import { changedBy, rootName, symbolOf } from './writes.js';

export function checkJoins(scene: Scene): void {
  for (const flow of allFlows(scene.model)) {
    walk(flow.method, (node) => {
      const call = durableCall(node, scene.model, scene.checker);
      if (call?.kind === 'join') checkJoin(call, scene);
    });
  }
}

function checkJoin({ call, method }: Extract<DurableCall, { kind: 'join' }>, scene: Scene): void {
  const lanes = lanesOf(call);
  const [, options] = call.arguments;
  checkLanes(lanes, scene);
  if (options && method === undefined) checkOptions(unwrap(options), scene);
  for (const lane of laneFunctions(lanes)) checkWrites(lane.body, lane, scene);
  for (const lane of lateLanes(lanes)) {
    checkWrites(lane, lane, scene);
    checkLateLane(lane, scene);
  }
}

function checkLanes(lanes: LanesModel, scene: Scene): void {
  if (lanes.shape === 'unknown') return scene.diagnostics.add(joinLanesUnknown(lanes.node));
  if (lanes.shape === 'each') return checkMapper(lanes.mapper, scene);
  if (lanes.lanes.length + lanes.unseen.length === 0) scene.diagnostics.add(joinEmpty(lanes.node));
  for (const node of lanes.unseen) scene.diagnostics.add(joinLanesUnknown(node));
  for (const lane of lanes.lanes) checkLane(lane.expression, scene);
}

/** An async function is a lane itself; any other one must give a lane. */
function checkMapper(mapper: ts.ArrowFunction, scene: Scene): void {
  if (isAsync(mapper)) return;
  const result = ts.isBlock(mapper.body) ? onlyReturn(mapper.body) : mapper.body;
  if (result) checkLane(result, scene);
  else scene.diagnostics.add(joinLanesUnknown(mapper));
}

function onlyReturn(body: ts.Block): ts.Expression | undefined {
  const [statement, ...others] = body.statements;
  return statement && others.length === 0 && ts.isReturnStatement(statement) ? statement.expression : undefined;
}

function checkLane(expression: ts.Expression, scene: Scene): void {
  const { model, checker, diagnostics } = scene;
  for (const arm of armsOf(expression)) {
    if (durableCall(arm, model, checker) || laneFunction(arm) || chainedCall(arm, scene)) continue;
    diagnostics.add(laneNotDurable(arm, { expression: shortText(arm) }));
  }
}

const modes = ['all', 'settled', 'any', 'race'];

function checkOptions(options: ts.Expression, { diagnostics }: Scene): void {
  if (!ts.isObjectLiteralExpression(options)) return diagnostics.add(joinOptionsUnknown(options));
  for (const property of options.properties) {
    const name = property.name && !ts.isComputedPropertyName(property.name) ? property.name.text : undefined;
    if (name === undefined) diagnostics.add(joinOptionsUnknown(property));
    if (name === 'mode' && !isKnownMode(property)) diagnostics.add(joinModeUnknown(property, { mode: modeText(property) }));
  }
}

function isKnownMode(property: ts.ObjectLiteralElementLike): boolean {
  if (!ts.isPropertyAssignment(property)) return false;
  const mode = unwrap(property.initializer);
  if (ts.isStringLiteralLike(mode)) return modes.includes(mode.text);
  return ts.isObjectLiteralExpression(mode) && mode.properties.length === 1 && isAtLeast(mode.properties[0]);
}

function isAtLeast(property: ts.ObjectLiteralElementLike | undefined): boolean {
  const isValue = property !== undefined && (ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property));
  return isValue && !ts.isComputedPropertyName(property.name) && property.name.text === 'atLeast';
}

function modeText(property: ts.ObjectLiteralElementLike): string {
  return `\`${shortText(ts.isPropertyAssignment(property) ? property.initializer : property)}\``;
}

function laneFunctions(lanes: LanesModel): ts.ArrowFunction[] {
  if (lanes.shape === 'each') return [lanes.mapper];
  if (lanes.shape === 'unknown') return [];
  return lanes.lanes.flatMap(({ expression }) => armsOf(expression)).flatMap((arm) => laneFunction(arm) ?? []);
}

/** `lane`: what is declared inside it is its own. */
function checkWrites(code: ts.Node, lane: ts.Node, { checker, diagnostics }: Scene): void {
  walk(code, (node) => {
    for (const target of changedBy(node, checker)) {
      const root = rootName(target);
      if (root && isDeclaredOutside(root, lane, checker)) diagnostics.add(laneWritesShared(target, { variable: root.text }));
    }
  });
}

function isDeclaredOutside(name: ts.Identifier, lane: ts.Node, checker: ts.TypeChecker): boolean {
  const declaration = symbolOf(name, checker)?.valueDeclaration;
  if (!declaration) return false;
  return declaration.getSourceFile() !== lane.getSourceFile() || declaration.pos < lane.pos || declaration.end > lane.end;
}
