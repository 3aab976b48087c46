/**
 * The lanes of a join, as far as the source shows them.
 *
 * Always: made without judging. An expression that is no lane is listed as one; the checks refuse it.
 */
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';

export type LanesModel =
  | {
      readonly shape: 'object' | 'array';
      readonly node: ts.Expression;
      readonly lanes: readonly LaneModel[];
      readonly unseen: readonly ts.Node[];
    }
  | { readonly shape: 'each'; readonly node: ts.CallExpression; readonly mapper: ts.ArrowFunction }
  | { readonly shape: 'unknown'; readonly node: ts.Node };

export interface LaneModel {
  /** Its name in an object, its index in an array. */
  readonly key: string;
  readonly expression: ts.Expression;
}

/** The lanes of a call of `join`. */
export function lanesOf(join: ts.CallExpression): LanesModel {
  const [argument] = join.arguments;
  if (argument === undefined) return { shape: 'unknown', node: join };
  const node = unwrap(argument);
  if (ts.isArrayLiteralExpression(node)) return arrayLanes(node);
  if (ts.isObjectLiteralExpression(node)) return objectLanes(node);
  const mapper = mapperOf(node);
  return mapper === undefined ? { shape: 'unknown', node } : { shape: 'each', node: node as ts.CallExpression, mapper };
}

/** The function of a lane that is written out: `(async () => { … })()`. */
export function laneFunction(expression: ts.Expression): ts.ArrowFunction | undefined {
  const call = unwrap(expression);
  if (!ts.isCallExpression(call)) return undefined;
  const callee = unwrap(call.expression);
  return ts.isArrowFunction(callee) && isAsync(callee) ? callee : undefined;
}

/** Whether a function is `async`. */
export function isAsync(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
}

function arrayLanes(node: ts.ArrayLiteralExpression): LanesModel {
  const lanes = node.elements.filter((element) => !ts.isSpreadElement(element));
  return {
    shape: 'array',
    node,
    lanes: lanes.map((expression, index) => ({ key: String(index), expression })),
    unseen: node.elements.filter((element) => ts.isSpreadElement(element)),
  };
}

function objectLanes(node: ts.ObjectLiteralExpression): LanesModel {
  const lanes = node.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return [];
    return { key: property.name.text, expression: property.initializer, property };
  });
  const seen = new Set<ts.Node>(lanes.map((lane) => lane.property));
  return {
    shape: 'object',
    node,
    lanes: lanes.map(({ key, expression }) => ({ key, expression })),
    unseen: node.properties.filter((property) => !seen.has(property)),
  };
}

function mapperOf(node: ts.Expression): ts.ArrowFunction | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length !== 1) return undefined;
  const callee = unwrap(node.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'map') return undefined;
  const [argument] = node.arguments;
  const mapper = argument && unwrap(argument);
  return mapper && ts.isArrowFunction(mapper) ? mapper : undefined;
}
