/** The operands of expressions, in the order in which JavaScript evaluates them. */
import { isUpdate, unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Operand } from './builder.js';

/** `undefined`: an expression with no such operands. */
export function operandsOf(node: ts.Expression): readonly Operand[] | undefined {
  if (ts.isCallExpression(node)) return [...calleeOperands(node.expression), ...listOperands(node.arguments)];
  if (ts.isNewExpression(node)) return [value(node.expression), ...listOperands(node.arguments ?? [])];
  if (ts.isTaggedTemplateExpression(node)) return [...calleeOperands(node.tag), ...spanOperands(node.template, 'value')];
  if (ts.isTemplateExpression(node)) return spanOperands(node, 'text');
  if (ts.isArrayLiteralExpression(node)) return listOperands(node.elements);
  if (ts.isObjectLiteralExpression(node)) return node.properties.flatMap(propertyOperands);
  if (ts.isBinaryExpression(node)) return [value(node.left), value(node.right)];
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return updateOperands(node.operator, node.operand);
  if (ts.isDeleteExpression(node)) return referenceOperands(node.expression);
  return accessOperands(node) ?? wrappedOperand(node);
}

/** What is evaluated to reach a property, before the property is read or written. */
export function referenceOperands(node: ts.Expression): readonly Operand[] {
  return accessOperands(unwrap(node)) ?? [];
}

function accessOperands(node: ts.Expression): readonly Operand[] | undefined {
  if (ts.isPropertyAccessExpression(node)) return [value(node.expression)];
  return ts.isElementAccessExpression(node) ? [value(node.expression), value(node.argumentExpression)] : undefined;
}

function wrappedOperand(node: ts.Expression): readonly Operand[] | undefined {
  const isWrapper = unwrap(node) !== node || ts.isTypeOfExpression(node) || ts.isVoidExpression(node);
  return isWrapper ? [value((node as ts.ParenthesizedExpression | ts.TypeOfExpression).expression)] : undefined;
}

function value(node: ts.Expression): Operand {
  return { node, role: 'value' };
}

/** A method's receiver, so that the method itself is read just before the call. */
export function calleeOperands(callee: ts.Expression): readonly Operand[] {
  const inner = unwrap(callee);
  if (ts.isPropertyAccessExpression(inner)) return [{ node: inner.expression, role: 'receiver' }];
  if (ts.isElementAccessExpression(inner)) return [{ node: inner.expression, role: 'receiver' }, value(inner.argumentExpression)];
  return [value(callee)];
}

export function listOperands(nodes: readonly ts.Expression[]): readonly Operand[] {
  return nodes.flatMap((node) => {
    if (ts.isOmittedExpression(node)) return [];
    return ts.isSpreadElement(node) ? [{ node: node.expression, role: 'list' }] : [value(node)];
  });
}

function spanOperands(template: ts.TemplateLiteral, role: Operand['role']): readonly Operand[] {
  return ts.isTemplateExpression(template) ? template.templateSpans.map(({ expression }) => ({ node: expression, role })) : [];
}

function propertyOperands(property: ts.ObjectLiteralElementLike): readonly Operand[] {
  const key = property.name && ts.isComputedPropertyName(property.name) ? [value(property.name.expression)] : [];
  if (ts.isPropertyAssignment(property)) return [...key, value(property.initializer)];
  if (ts.isSpreadAssignment(property)) return [{ node: property.expression, role: 'entries' }];
  return ts.isShorthandPropertyAssignment(property) ? [value(property.name)] : key;
}

function updateOperands(operator: ts.SyntaxKind, operand: ts.Expression): readonly Operand[] {
  return isUpdate(operator) ? referenceOperands(operand) : [value(operand)];
}
