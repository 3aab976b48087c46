/**
 * Evaluates what stands in decorators and beside `status`: literals, and constants (imported ones too) made of them.
 *
 * Always: never guesses. What it cannot evaluate is named, so that a diagnostic can point at it.
 */
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';

/** Thrown inside {@link evaluate} only. */
class NotConstant {
  constructor(readonly node: ts.Node) {}
}

export type Evaluated = { readonly value: unknown } | { readonly unknown: ts.Node };

/** The value of a constant expression, or the part of it that is none. A class evaluates to `{ name }`. */
export function evaluate(expression: ts.Expression, checker: ts.TypeChecker): Evaluated {
  try {
    return { value: valueOf(expression, checker) };
  } catch (error) {
    if (error instanceof NotConstant) return { unknown: error.node };
    throw error;
  }
}

function valueOf(node: ts.Expression, checker: ts.TypeChecker): unknown {
  const expression = unwrap(node);
  const literal = literalValue(expression);
  if (literal) return literal.value;
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.flatMap((element) => elementValue(element, checker));
  if (ts.isObjectLiteralExpression(expression)) return objectValue(expression, checker);
  if (ts.isPrefixUnaryExpression(expression)) return unaryValue(expression, checker);
  if (ts.isBinaryExpression(expression)) return binaryValue(expression, checker);
  if (ts.isTemplateExpression(expression)) return templateValue(expression, checker);
  if (ts.isPropertyAccessExpression(expression)) return propertyValue(expression, checker);
  if (ts.isIdentifier(expression)) return nameValue(expression, checker);
  throw new NotConstant(node);
}

function literalValue(expression: ts.Expression): { readonly value: unknown } | undefined {
  if (ts.isStringLiteralLike(expression)) return { value: expression.text };
  if (ts.isNumericLiteral(expression)) return { value: Number(expression.text) };
  if (ts.isBigIntLiteral(expression)) return { value: BigInt(expression.text.slice(0, -1)) };
  if (expression.kind === ts.SyntaxKind.TrueKeyword) return { value: true };
  if (expression.kind === ts.SyntaxKind.FalseKeyword) return { value: false };
  if (expression.kind === ts.SyntaxKind.NullKeyword) return { value: null };
  return undefined;
}

function elementValue(element: ts.Expression, checker: ts.TypeChecker): unknown[] {
  if (!ts.isSpreadElement(element)) return [valueOf(element, checker)];
  const spread = valueOf(element.expression, checker);
  if (!Array.isArray(spread)) throw new NotConstant(element);
  return spread;
}

function objectValue(expression: ts.ObjectLiteralExpression, checker: ts.TypeChecker): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const property of expression.properties) Object.assign(result, entryValue(property, checker));
  return result;
}

function entryValue(property: ts.ObjectLiteralElementLike, checker: ts.TypeChecker): object {
  if (ts.isShorthandPropertyAssignment(property))
    return { [property.name.text]: symbolValue(checker.getShorthandAssignmentValueSymbol(property), property, checker) };
  if (ts.isSpreadAssignment(property)) return valueOf(property.expression, checker) as object;
  if (!ts.isPropertyAssignment(property) || ts.isPrivateIdentifier(property.name)) throw new NotConstant(property);
  const name = ts.isComputedPropertyName(property.name) ? String(valueOf(property.name.expression, checker)) : property.name.text;
  return { [name]: valueOf(property.initializer, checker) };
}

function unaryValue(expression: ts.PrefixUnaryExpression, checker: ts.TypeChecker): unknown {
  const operand = valueOf(expression.operand, checker);
  if (expression.operator === ts.SyntaxKind.MinusToken) return typeof operand === 'bigint' ? -operand : -Number(operand);
  if (expression.operator === ts.SyntaxKind.PlusToken) return Number(operand);
  if (expression.operator === ts.SyntaxKind.ExclamationToken) return !operand;
  throw new NotConstant(expression);
}

const arithmetic: ReadonlyMap<ts.SyntaxKind, (left: number, right: number) => number> = new Map([
  [ts.SyntaxKind.PlusToken, (left, right) => left + right],
  [ts.SyntaxKind.MinusToken, (left, right) => left - right],
  [ts.SyntaxKind.AsteriskToken, (left, right) => left * right],
  [ts.SyntaxKind.AsteriskAsteriskToken, (left, right) => left ** right],
  [ts.SyntaxKind.SlashToken, (left, right) => left / right],
]);

function binaryValue(expression: ts.BinaryExpression, checker: ts.TypeChecker): unknown {
  const left = valueOf(expression.left, checker);
  const right = valueOf(expression.right, checker);
  const apply = arithmetic.get(expression.operatorToken.kind);
  const isText = typeof left === 'string' && typeof right === 'string' && expression.operatorToken.kind === ts.SyntaxKind.PlusToken;
  if (isText) return left + right;
  if (apply && typeof left === 'number' && typeof right === 'number') return apply(left, right);
  throw new NotConstant(expression);
}

function templateValue(expression: ts.TemplateExpression, checker: ts.TypeChecker): string {
  return (
    expression.head.text + expression.templateSpans.map((span) => String(valueOf(span.expression, checker)) + span.literal.text).join('')
  );
}

function propertyValue(expression: ts.PropertyAccessExpression, checker: ts.TypeChecker): unknown {
  // Of the member, not of the expression: that is known only once its file was checked.
  const member = checker.getSymbolAtLocation(expression)?.valueDeclaration;
  const constant = member && ts.isEnumMember(member) ? checker.getConstantValue(member) : undefined;
  if (constant !== undefined) return constant;
  const object = valueOf(expression.expression, checker);
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, expression.name.text)) throw new NotConstant(expression);
  return (object as Record<string, unknown>)[expression.name.text];
}

function nameValue(name: ts.Identifier, checker: ts.TypeChecker): unknown {
  if (name.text === 'undefined') return undefined;
  if (name.text === 'Infinity') return Infinity;
  return symbolValue(checker.getSymbolAtLocation(name), name, checker);
}

function symbolValue(symbol: ts.Symbol | undefined, at: ts.Node, checker: ts.TypeChecker): unknown {
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target?.valueDeclaration;
  if (declaration && ts.isClassDeclaration(declaration)) return { name: declaration.name?.text };
  if (!declaration || !ts.isVariableDeclaration(declaration)) return ambientClass(target, at);
  const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  if (!isConst) throw new NotConstant(at);
  if (declaration.initializer) return valueOf(declaration.initializer, checker);
  return declaration.type && ts.isLiteralTypeNode(declaration.type) && declaration.type.literal.kind !== ts.SyntaxKind.NullKeyword
    ? valueOf(declaration.type.literal, checker)
    : ambientClass(target, at);
}

/** Built-in classes (`TypeError`) are declared as variables with no value. */
function ambientClass(symbol: ts.Symbol | undefined, at: ts.Node): { readonly name: string } {
  const isClassLike = symbol?.declarations?.some((declaration) => ts.isInterfaceDeclaration(declaration) || ts.isClassLike(declaration));
  if (!symbol || !isClassLike) throw new NotConstant(at);
  return { name: symbol.name };
}
