/**
 * Where a function goes from where it is made, as far as the syntax of a turn of a loop shows it: into what it is part of,
 * into a variable and to the uses of that, through calls that may give it back.
 */
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';
import { symbolOf } from './writes.js';

/** Whether a function goes where its type does not show: into something of type `any`, `unknown` or `object`. */
export function losesType(made: ts.FunctionLikeDeclaration | ts.ClassExpression, turn: ts.Node, scene: Scene): boolean {
  const way = new Way(turn, scene);
  if (ts.isFunctionDeclaration(made)) return made.name !== undefined && way.isLostFromName(made.name);
  return way.isLost(ts.isMethodDeclaration(made) ? (made.parent as ts.ObjectLiteralExpression) : (made as ts.Expression));
}

class Way {
  readonly #followed = new Set<ts.Symbol>();

  constructor(
    private readonly turn: ts.Node,
    private readonly scene: Scene,
  ) {}

  /** `value` is or holds the function. */
  isLost(value: ts.Expression): boolean {
    const { parent } = value;
    if (isCall(parent) && parent.expression !== value && isCalledAtOnce(parent)) return this.#holdsFunction(parent) && this.isLost(parent);
    const context = this.scene.checker.getContextualType(value);
    if (context && isLossy(context)) return true;
    if (ts.isVariableDeclaration(parent)) return this.#isLostFromPattern(parent.name);
    if (ts.isPropertyAssignment(parent) || ts.isSpreadAssignment(parent)) return this.isLost(parent.parent);
    if (ts.isShorthandPropertyAssignment(parent)) return this.isLost(parent.parent);
    if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) return this.#isLostFromResult(parent);
    if (isAccess(parent) && parent.expression === value) return this.#isLostFromMember(parent);
    if (isHandedOn(parent, value)) return this.isLost(parent);
    return isCall(parent) && this.#mayGiveBack(parent, value) && this.isLost(parent);
  }

  /** What a function made in the turn gives back comes out where that one is called. */
  #isLostFromResult(node: ts.Node): boolean {
    const made = ts.findAncestor(node, (outer) => ts.isFunctionLike(outer));
    if (!made || made === this.turn || !this.#isInTurn(made)) return false;
    if (ts.isFunctionDeclaration(made)) return made.name !== undefined && this.isLostFromName(made.name);
    return (ts.isArrowFunction(made) || ts.isFunctionExpression(made)) && this.isLost(made);
  }

  #isInTurn(node: ts.Node): boolean {
    return ts.findAncestor(node, (outer) => outer === this.turn) !== undefined;
  }

  /** `holder.method`, or what calling it gives: `made.bind(…)`. */
  #isLostFromMember(access: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
    const isCallee = isCall(access.parent) && access.parent.expression === access;
    return this.#holdsFunction(isCallee ? access.parent : access) && this.isLost(isCallee ? access.parent : access);
  }

  #holdsFunction(node: ts.Node): boolean {
    return this.scene.storable.whyNotStorable(this.scene.checker.getTypeAtLocation(node)) !== undefined;
  }

  /** Whether any use of what a name stands for in this turn loses it. */
  isLostFromName(name: ts.Identifier): boolean {
    const symbol = symbolOf(name, this.scene.checker);
    if (!symbol || this.#followed.has(symbol)) return false;
    this.#followed.add(symbol);
    let found = false;
    walk(this.turn, (node) => {
      const isUse = !found && ts.isIdentifier(node) && node !== name && node.text === name.text;
      found ||= isUse && symbolOf(node, this.scene.checker) === symbol && this.isLost(node);
      return !found;
    });
    return found;
  }

  #isLostFromPattern(name: ts.BindingName): boolean {
    if (ts.isIdentifier(name)) return this.isLostFromName(name);
    return name.elements.some((element) => !ts.isOmittedExpression(element) && this.#isLostFromPattern(element.name));
  }

  #mayGiveBack(call: ts.CallExpression | ts.NewExpression, value: ts.Expression): boolean {
    if (this.#holdsFunction(call)) return true;
    return call.expression !== value && isLossy(this.scene.checker.getTypeAtLocation(call));
  }
}

function isLossy({ flags }: ts.Type): boolean {
  return (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) !== 0;
}

const callingAtOnce = new Set(
  'every filter find findIndex findLast findLastIndex flatMap forEach map reduce reduceRight replace replaceAll some sort stringify toSorted'.split(
    ' ',
  ),
);

/** Whether a call is known by its name to call functions that it is given, and to keep none. */
function isCalledAtOnce({ expression }: ts.CallExpression | ts.NewExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && callingAtOnce.has(expression.name.text);
}

function isAccess(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function isCall(node: ts.Node): node is ts.CallExpression | ts.NewExpression {
  return ts.isCallExpression(node) || ts.isNewExpression(node);
}

/** Whether an expression's value is, or holds, that of a part of it. */
function isHandedOn(node: ts.Node, part: ts.Expression): node is ts.Expression {
  if (ts.isConditionalExpression(node)) return node.condition !== part;
  if (ts.isBinaryExpression(node)) return handingOn.has(node.operatorToken.kind);
  return wrappers.has(node.kind);
}

const handingOn: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.CommaToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.EqualsToken,
]);

const wrappers: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ParenthesizedExpression,
  ts.SyntaxKind.AsExpression,
  ts.SyntaxKind.SatisfiesExpression,
  ts.SyntaxKind.NonNullExpression,
  ts.SyntaxKind.TypeAssertionExpression,
  ts.SyntaxKind.ArrayLiteralExpression,
  ts.SyntaxKind.ObjectLiteralExpression,
  ts.SyntaxKind.SpreadElement,
]);
