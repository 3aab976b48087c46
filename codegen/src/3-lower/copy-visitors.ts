/** How each kind of syntax is copied, where copying it as it is would not do. */
import { isAssignment, isUpdate, unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Copier, Visitor, Visitors } from './copier.js';

function visitorOf<N extends ts.Node>(visitor: (this: Copier, node: N) => void): Visitor {
  return visitor;
}

const typeOnly = visitorOf<ts.Node>(function (node) {
  this.skip(node.end, node.getStart());
});

const verbatim = visitorOf<ts.Node>(function (node) {
  this.verbatim(node);
});

const withoutType = visitorOf<ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression>(function (node) {
  this.visit(node.expression);
  this.skip(node.end, node.expression.end);
});

const functionLike = visitorOf<ts.FunctionLikeDeclaration>(function (node) {
  // The signatures of an overloaded function are types.
  if (!node.body) return this.skip(node.end, node.getStart());
  this.inFunction(() => {
    for (const modifier of ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []) skipAccessModifier(this, modifier);
    if (node.name && ts.isComputedPropertyName(node.name)) this.visit(node.name);
    skipAngleBrackets(this, node.typeParameters);
    for (const [index, parameter] of node.parameters.entries()) copyParameter(this, parameter, node.parameters[index + 1]);
    if (node.type) this.skip(node.type.end, node.type.pos - 1);
    this.visit(node.body);
  });
});

function skipAccessModifier(copier: Copier, modifier: ts.Modifier): void {
  const isKept = modifier.kind === ts.SyntaxKind.AsyncKeyword || modifier.kind === ts.SyntaxKind.StaticKeyword;
  if (!isKept) copier.skip(modifier.end + 1, modifier.getStart());
}

function copyParameter(copier: Copier, parameter: ts.ParameterDeclaration, next: ts.ParameterDeclaration | undefined): void {
  const isThis = ts.isIdentifier(parameter.name) && parameter.name.text === 'this';
  if (isThis) return copier.skip(next ? next.getStart() : parameter.end, parameter.getStart());
  copyDeclared(copier, parameter);
}

/** A declared name, without its type. */
function copyDeclared(copier: Copier, node: ts.ParameterDeclaration | ts.VariableDeclaration | ts.PropertyDeclaration): void {
  copier.visit(node.name);
  const end =
    node.type?.end ??
    ('questionToken' in node ? node.questionToken?.end : undefined) ??
    ('exclamationToken' in node ? node.exclamationToken?.end : undefined);
  if (end !== undefined) copier.skip(end, node.name.end);
  copier.visit(node.initializer);
}

const declared = visitorOf<ts.ParameterDeclaration | ts.VariableDeclaration | ts.PropertyDeclaration>(function (node) {
  copyDeclared(this, node);
});

/** Type parameters or arguments, with their brackets; comments between may hold others. */
function skipAngleBrackets(copier: Copier, list: ts.NodeArray<ts.Node> | undefined): void {
  if (!list) return;
  const tokens = list.at(-1)?.parent.getChildren() ?? [];
  const bracket = tokens.find(({ kind, pos }) => kind === ts.SyntaxKind.GreaterThanToken && pos >= list.end);
  copier.skip(bracket?.end ?? list.end, list.pos - 1);
}

/** What ends at a line break gets its semicolon: a type that stood between it and the next line may be gone. */
function copyEnded(copier: Copier, node: ts.Node, copy: () => void): void {
  copy();
  if (node.getText().endsWith(';')) return;
  copier.skip(node.end, node.end);
  copier.insert(';');
}

const ended = visitorOf<ts.Statement>(function (node) {
  copyEnded(this, node, () => this.children(node));
});

const call = visitorOf<ts.CallExpression | ts.NewExpression>(function (node) {
  this.visit(node.expression);
  skipAngleBrackets(this, node.typeArguments);
  this.visitAll(node.arguments);
});

const loop = visitorOf<ts.IterationStatement>(function (node) {
  this.inside({ isLoop: true }, () => {
    if (!ts.isForOfStatement(node) && !ts.isForInStatement(node)) return this.children(node);
    if (ts.isVariableDeclarationList(node.initializer)) this.visit(node.initializer);
    else this.target(node.initializer, 'write');
    this.visit(node.expression);
    this.visit(node.statement);
  });
});

const jumpOut = visitorOf<ts.BreakOrContinueStatement>(function (node) {
  if (!this.staysInside(node) && !this.isInFunction) this.jump(node);
});

const unary = visitorOf<ts.PrefixUnaryExpression | ts.PostfixUnaryExpression>(function (node) {
  if (isUpdate(node.operator) && ts.isIdentifier(node.operand)) this.target(node.operand, 'update');
  else this.children(node);
});

const binary = visitorOf<ts.BinaryExpression>(function (node) {
  const operator = node.operatorToken.kind;
  if (isAssignment(operator)) this.target(node.left, operator === ts.SyntaxKind.EqualsToken ? 'write' : 'update');
  else this.visit(node.left);
  this.visit(node.right);
});

/** `var` belongs to the whole flow: inside copied code only its assignments are left. */
const variables = visitorOf<ts.VariableDeclarationList>(function (node) {
  const isHoisted = (node.flags & ts.NodeFlags.BlockScoped) === 0 && !this.isInFunction;
  if (!isHoisted) return this.children(node);
  this.skip(node.declarations[0]?.getStart() ?? node.end, node.getStart());
  for (const declaration of node.declarations) copyHoisted(this, declaration);
});

function copyHoisted(copier: Copier, declaration: ts.VariableDeclaration): void {
  const { parent } = declaration.parent;
  const isHead = ts.isForOfStatement(parent) || ts.isForInStatement(parent);
  if (isHead) return copyHoistedTarget(copier, declaration);
  if (ts.isIdentifier(declaration.name) && !declaration.initializer) copier.insert('void ');
  if (!ts.isObjectBindingPattern(declaration.name)) return copyHoistedTarget(copier, declaration);
  copier.skip(declaration.getStart());
  copier.insert('(');
  copyHoistedTarget(copier, declaration);
  copier.skip(declaration.end, declaration.end);
  copier.insert(')');
}

function copyHoistedTarget(copier: Copier, { name, type, initializer }: ts.VariableDeclaration): void {
  copier.target(name, 'write');
  if (type) copier.skip(type.end, name.end);
  copier.visit(initializer);
}

/** Parentheses around a type assertion go with it, where what is left needs none. */
const parenthesized = visitorOf<ts.ParenthesizedExpression>(function (node) {
  const inner = unwrap(node);
  const isAssertion = !ts.isParenthesizedExpression(node.expression) && node.expression !== inner;
  if (!isAssertion || !isSimple(inner) || isConstructed(node)) return this.children(node);
  this.skip(node.expression.getStart(), node.getStart());
  this.visit(node.expression);
  this.skip(node.end, node.expression.end);
});

/** Without `?.`: the parentheses end an optional chain. */
function isSimple(node: ts.Expression): boolean {
  const isReference =
    ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node);
  return isReference && (node.flags & ts.NodeFlags.OptionalChain) === 0;
}

/** Whether an expression is what `new` makes an instance of, or leads to it: a call in it needs parentheses. */
function isConstructed(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isNewExpression(parent)) return parent.expression === node;
  const isAccess = ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isNonNullExpression(parent);
  return isAccess && parent.expression === node && isConstructed(parent);
}

/** `(x) => <Point>{ x }`: what is left would begin a block or a declaration. */
const typeAssertion = visitorOf<ts.TypeAssertion>(function (node) {
  this.skip(node.expression.getStart(), node.getStart());
  if (!/^(\{|(async\s+)?function\b|class\b)/.test(node.expression.getText())) return this.visit(node.expression);
  this.insert('(');
  this.visit(node.expression);
  this.skip(node.end, node.end);
  this.insert(')');
});

export const visitors: Visitors = {
  [ts.SyntaxKind.Identifier]: visitorOf<ts.Identifier>(function (node) {
    this.name(node);
  }),
  [ts.SyntaxKind.PropertyAccessExpression]: visitorOf<ts.PropertyAccessExpression>(function (node) {
    this.visit(node.expression);
  }),
  [ts.SyntaxKind.PropertyAssignment]: visitorOf<ts.PropertyAssignment>(function (node) {
    if (ts.isComputedPropertyName(node.name)) this.visit(node.name);
    else if (!ts.isIdentifier(node.name)) this.verbatim(node.name);
    this.visit(node.initializer);
  }),
  [ts.SyntaxKind.ShorthandPropertyAssignment]: visitorOf<ts.ShorthandPropertyAssignment>(function (node) {
    this.shorthand(node.name);
  }),
  [ts.SyntaxKind.BindingElement]: visitorOf<ts.BindingElement>(function (node) {
    if (node.propertyName && ts.isComputedPropertyName(node.propertyName)) this.value(node.propertyName);
    const isShorthand = !node.propertyName && !node.dotDotDotToken && ts.isObjectBindingPattern(node.parent);
    if (!ts.isIdentifier(node.name)) this.target(node.name, 'write');
    else if (this.isVariable(node.name)) this.name(node.name, isShorthand ? node.name.text : undefined);
    this.value(node.initializer);
  }),
  [ts.SyntaxKind.ReturnStatement]: visitorOf<ts.ReturnStatement>(function (node) {
    if (this.isInFunction) copyEnded(this, node, () => this.children(node));
    else this.jump(node);
  }),
  [ts.SyntaxKind.ExpressionStatement]: ended,
  [ts.SyntaxKind.VariableStatement]: ended,
  [ts.SyntaxKind.ThrowStatement]: ended,
  [ts.SyntaxKind.BreakStatement]: jumpOut,
  [ts.SyntaxKind.ContinueStatement]: jumpOut,
  [ts.SyntaxKind.LabeledStatement]: visitorOf<ts.LabeledStatement>(function (node) {
    this.inside({ isLoop: false, label: node.label.text }, () => this.visit(node.statement));
  }),
  [ts.SyntaxKind.SwitchStatement]: visitorOf<ts.SwitchStatement>(function (node) {
    this.visit(node.expression);
    this.inside({ isLoop: false }, () => this.visit(node.caseBlock));
  }),
  [ts.SyntaxKind.ForStatement]: loop,
  [ts.SyntaxKind.ForOfStatement]: loop,
  [ts.SyntaxKind.ForInStatement]: loop,
  [ts.SyntaxKind.WhileStatement]: loop,
  [ts.SyntaxKind.DoStatement]: loop,
  [ts.SyntaxKind.BinaryExpression]: binary,
  [ts.SyntaxKind.PrefixUnaryExpression]: unary,
  [ts.SyntaxKind.PostfixUnaryExpression]: unary,
  [ts.SyntaxKind.CallExpression]: call,
  [ts.SyntaxKind.NewExpression]: call,
  [ts.SyntaxKind.TaggedTemplateExpression]: visitorOf<ts.TaggedTemplateExpression>(function (node) {
    this.visit(node.tag);
    skipAngleBrackets(this, node.typeArguments);
    this.visit(node.template);
  }),
  [ts.SyntaxKind.ParenthesizedExpression]: parenthesized,
  [ts.SyntaxKind.AsExpression]: withoutType,
  [ts.SyntaxKind.SatisfiesExpression]: withoutType,
  [ts.SyntaxKind.NonNullExpression]: withoutType,
  [ts.SyntaxKind.TypeAssertionExpression]: typeAssertion,
  [ts.SyntaxKind.ArrowFunction]: functionLike,
  [ts.SyntaxKind.FunctionExpression]: functionLike,
  [ts.SyntaxKind.FunctionDeclaration]: functionLike,
  [ts.SyntaxKind.MethodDeclaration]: functionLike,
  [ts.SyntaxKind.GetAccessor]: functionLike,
  [ts.SyntaxKind.SetAccessor]: functionLike,
  [ts.SyntaxKind.Constructor]: functionLike,
  [ts.SyntaxKind.Parameter]: declared,
  [ts.SyntaxKind.VariableDeclaration]: declared,
  [ts.SyntaxKind.PropertyDeclaration]: visitorOf<ts.PropertyDeclaration>(function (node) {
    const isTypeOnly = ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Ambient | ts.ModifierFlags.Abstract);
    if (isTypeOnly) this.skip(node.end, node.getStart());
    else copyEnded(this, node, () => copyDeclared(this, node));
  }),
  [ts.SyntaxKind.IndexSignature]: typeOnly,
  [ts.SyntaxKind.VariableDeclarationList]: variables,
  [ts.SyntaxKind.InterfaceDeclaration]: typeOnly,
  [ts.SyntaxKind.TypeAliasDeclaration]: typeOnly,
  [ts.SyntaxKind.StringLiteral]: verbatim,
  [ts.SyntaxKind.RegularExpressionLiteral]: verbatim,
  [ts.SyntaxKind.NoSubstitutionTemplateLiteral]: verbatim,
  [ts.SyntaxKind.TemplateHead]: verbatim,
  [ts.SyntaxKind.TemplateMiddle]: verbatim,
  [ts.SyntaxKind.TemplateTail]: verbatim,
};
