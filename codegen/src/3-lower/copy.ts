/**
 * Copies the author's syntax as {@link Code}: raw text, with types taken out, variables and module names turned into
 * tokens, and `return`, `break` and `continue` that leave the copied part turned into jumps.
 *
 * Always: what is copied means the same wherever it stands; comments and line breaks inside are kept.
 */
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import { text, type Access, type Code, type Jump, type Part } from './code.js';
import type { Variable } from './ir.js';

/** What copying needs to know of the place where the copy will stand. */
export interface CopyScope {
  /** The variable that a name stands for; `undefined`: it is none of the flow's (or one inside the copied part). */
  variableOf(name: ts.Identifier): Variable | undefined;
  /** What a name of the module becomes; `undefined`: it stays as it is. */
  moduleNameOf(name: ts.Identifier, key?: string): Part | undefined;
  /** Where a `return`, `break` or `continue` goes that leaves the copied part. */
  leave(statement: ts.ReturnStatement | ts.BreakOrContinueStatement, value: Code | undefined): Jump;
  /** Reports a wait that was not taken apart: a copy of it would not wait. */
  refuseWait(wait: ts.AwaitExpression): void;
}

export type Overrides = ReadonlyMap<ts.Node, Code>;

const noOverrides: Overrides = new Map();

/** The code of a node; nodes in `overrides` are replaced. */
export function copy(node: ts.Node, scope: CopyScope, overrides: Overrides = noOverrides): Code {
  return new Copier(node.getSourceFile(), scope, overrides).copy(node);
}

/** As {@link copy}, for what stands left of `=` or declares variables: its names are written. */
export function copyTarget(node: ts.Node, scope: CopyScope, overrides: Overrides = noOverrides): Code {
  return new Copier(node.getSourceFile(), scope, overrides).copyTarget(node);
}

/** A statement of the copied part that a `break` or `continue` can mean. */
interface Enclosing {
  readonly isLoop: boolean;
  readonly label?: string;
}

class Copier {
  readonly #parts: Part[] = [];
  readonly #text: string;
  readonly #enclosing: Enclosing[] = [];
  #cursor = 0;
  #functionDepth = 0;
  #access: Access = 'read';

  constructor(
    private readonly file: ts.SourceFile,
    private readonly scope: CopyScope,
    private readonly overrides: Overrides,
  ) {
    this.#text = file.text;
  }

  copy(node: ts.Node): Code {
    this.#cursor = node.getStart(this.file);
    this.#visit(node);
    this.#flush(node.end);
    return this.#parts;
  }

  copyTarget(node: ts.Node): Code {
    this.#cursor = node.getStart(this.file);
    this.#visitTarget(node, 'write');
    this.#flush(node.end);
    return this.#parts;
  }

  #visit(node: ts.Node): void {
    const override = this.overrides.get(node);
    if (override) return this.#replace(node, override);
    if (ts.isAwaitExpression(node)) this.scope.refuseWait(node);
    const visitor = visitors[node.kind];
    if (visitor) visitor.call(this as unknown as CopierFace, node as never);
    else this.children(node);
  }

  /** Copies what is below a node as it is. */
  children(node: ts.Node): void {
    ts.forEachChild(node, (child) => this.#visit(child));
  }

  visit(node: ts.Node | undefined): void {
    if (node) this.#visit(node);
  }

  visitAll(nodes: readonly ts.Node[] | undefined): void {
    for (const node of nodes ?? []) this.#visit(node);
  }

  /** Leaves out the text from here (or from `start`) to `end`. */
  skip(end: number, start = this.#cursor): void {
    this.#flush(start);
    this.#cursor = Math.max(this.#cursor, end);
  }

  /** Copies text as it is: what template literals and strings hold. */
  verbatim(node: ts.Node): void {
    const start = node.getStart(this.file);
    this.#flush(start);
    this.#parts.push(text(this.#text.slice(start, node.end), start));
    this.#cursor = node.end;
  }

  name(node: ts.Identifier, key?: string): void {
    const part = this.#tokenOf(node, key);
    if (part) this.#replace(node, [part]);
  }

  #tokenOf(node: ts.Identifier, key: string | undefined): Part | undefined {
    const variable = this.scope.variableOf(node);
    if (!variable) return this.scope.moduleNameOf(node, key);
    const at = node.getStart(this.file);
    return { kind: 'variable', variable, access: this.#access, at, ...(key !== undefined && { key }) };
  }

  /** Whether a declared name is a variable of the flow, and so already declared elsewhere. */
  isVariable(name: ts.Identifier): boolean {
    return this.scope.variableOf(name) !== undefined;
  }

  /** Copies the target of an assignment: its names are written, what they are reached through is read. */
  #visitTarget(node: ts.Node, access: Access): void {
    const outer = this.#access;
    this.#access = access;
    if (ts.isIdentifier(node)) this.name(node);
    else this.#visitPattern(node);
    this.#access = outer;
  }

  target(node: ts.Node, access: Access): void {
    this.#visitTarget(node, access);
  }

  /** Copies something read inside a pattern. */
  value(node: ts.Node | undefined): void {
    const outer = this.#access;
    this.#access = 'read';
    if (node) this.#visit(node);
    this.#access = outer;
  }

  #visitPattern(node: ts.Node): void {
    if (ts.isObjectLiteralExpression(node)) for (const property of node.properties) this.#patternProperty(property);
    else if (ts.isArrayLiteralExpression(node)) for (const element of node.elements) this.#patternElement(element);
    else if (ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node)) for (const element of node.elements) this.#visit(element);
    else if (ts.isParenthesizedExpression(node)) this.#visitTarget(node.expression, this.#access);
    else this.value(node);
  }

  #patternProperty(property: ts.ObjectLiteralElementLike): void {
    if (ts.isShorthandPropertyAssignment(property)) {
      this.name(property.name, property.name.text);
      this.value(property.objectAssignmentInitializer);
    } else if (ts.isSpreadAssignment(property)) this.#patternElement(property.expression);
    else if (ts.isPropertyAssignment(property)) {
      if (ts.isComputedPropertyName(property.name)) this.value(property.name);
      this.#patternElement(property.initializer);
    }
  }

  #patternElement(element: ts.Expression): void {
    if (ts.isSpreadElement(element)) return this.#patternElement(element.expression);
    if (!ts.isBinaryExpression(element)) return this.#visitTarget(element, this.#access);
    this.#visitTarget(element.left, this.#access);
    this.value(element.right);
  }

  /** Copies a function: its `return`s are its own, and so are its loops. */
  inFunction(visit: () => void): void {
    const enclosing = this.#enclosing.splice(0);
    this.#functionDepth += 1;
    visit();
    this.#functionDepth -= 1;
    this.#enclosing.push(...enclosing);
  }

  get isInFunction(): boolean {
    return this.#functionDepth > 0;
  }

  inside(enclosing: Enclosing, visit: () => void): void {
    this.#enclosing.push(enclosing);
    visit();
    this.#enclosing.pop();
  }

  /** Whether a `break` or `continue` stays inside what is copied. */
  staysInside(statement: ts.BreakOrContinueStatement): boolean {
    const { label } = statement;
    if (label) return this.#enclosing.some((each) => each.label === label.text);
    return this.#enclosing.some((each) => each.isLoop || (ts.isBreakStatement(statement) && each.label === undefined));
  }

  jump(statement: ts.ReturnStatement | ts.BreakOrContinueStatement): void {
    const value =
      ts.isReturnStatement(statement) && statement.expression ? copy(statement.expression, this.scope, this.overrides) : undefined;
    this.#replace(statement, [{ kind: 'jump', jump: this.scope.leave(statement, value), at: statement.getStart(this.file) }]);
  }

  #replace(node: ts.Node, parts: Code): void {
    this.#flush(node.getStart(this.file));
    this.#parts.push(...parts);
    this.#cursor = node.end;
  }

  insert(value: string): void {
    this.#parts.push(text(value));
  }

  #flush(end: number): void {
    if (end <= this.#cursor) return;
    const start = this.#cursor;
    this.#cursor = end;
    let offset = start;
    for (const [index, line] of this.#text.slice(start, end).split('\n').entries()) {
      const trimmed = index === 0 ? line : line.trimStart();
      if (index > 0) this.#parts.push({ kind: 'line', indent: line.length - trimmed.length });
      const shown = trimmed.replace(/\r$/, '');
      if (shown !== '') this.#parts.push(text(shown, offset + line.length - trimmed.length));
      offset += line.length + 1;
    }
  }
}

type CopierFace = Copier;
type Visitor<N extends ts.Node> = (this: CopierFace, node: N) => void;

function visitorOf<N extends ts.Node>(visitor: Visitor<N>): Visitor<never> {
  return visitor as Visitor<never>;
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
  this.inFunction(() => {
    for (const modifier of ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []) skipAccessModifier(this, modifier);
    if (node.name && ts.isComputedPropertyName(node.name)) this.visit(node.name);
    skipAngleBrackets(this, node.typeParameters);
    for (const [index, parameter] of node.parameters.entries()) copyParameter(this, parameter, node.parameters[index + 1]);
    if (node.type) this.skip(node.type.end, node.type.pos - 1);
    this.visit(node.body);
  });
});

function skipAccessModifier(copier: CopierFace, modifier: ts.Modifier): void {
  const isKept = modifier.kind === ts.SyntaxKind.AsyncKeyword || modifier.kind === ts.SyntaxKind.StaticKeyword;
  if (!isKept) copier.skip(modifier.end + 1, modifier.getStart());
}

function copyParameter(copier: CopierFace, parameter: ts.ParameterDeclaration, next: ts.ParameterDeclaration | undefined): void {
  const isThis = ts.isIdentifier(parameter.name) && parameter.name.text === 'this';
  if (isThis) return copier.skip(next ? next.getStart() : parameter.end, parameter.getStart());
  copyDeclared(copier, parameter);
}

/** A declared name, without its type. */
function copyDeclared(copier: CopierFace, node: ts.ParameterDeclaration | ts.VariableDeclaration | ts.PropertyDeclaration): void {
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

/** Type parameters or arguments, with their brackets. */
function skipAngleBrackets(copier: CopierFace, list: ts.NodeArray<ts.Node> | undefined): void {
  if (!list) return;
  const after = list.at(-1)?.getSourceFile().text.indexOf('>', list.end) ?? list.end;
  copier.skip(after + 1, list.pos - 1);
}

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
  const isUpdate = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
  if (isUpdate && ts.isIdentifier(node.operand)) this.target(node.operand, 'update');
  else this.children(node);
});

export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

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

function copyHoisted(copier: CopierFace, declaration: ts.VariableDeclaration): void {
  const isObject = ts.isObjectBindingPattern(declaration.name);
  const isHead = ts.isForOfStatement(declaration.parent.parent) || ts.isForInStatement(declaration.parent.parent);
  if (isObject && !isHead) (copier.skip(declaration.getStart()), copier.insert('('));
  if (ts.isIdentifier(declaration.name) && !declaration.initializer && !isHead) copier.insert('void ');
  copier.target(declaration.name, 'write');
  if (declaration.type) copier.skip(declaration.type.end, declaration.name.end);
  copier.visit(declaration.initializer);
  if (isObject && !isHead) (copier.skip(declaration.end), copier.insert(')'));
}

/** Parentheses around a type assertion go with it, where what is left needs none. */
const parenthesized = visitorOf<ts.ParenthesizedExpression>(function (node) {
  const inner = unwrap(node);
  const isAssertion = !ts.isParenthesizedExpression(node.expression) && node.expression !== inner;
  if (!isAssertion || !isSimple(inner)) return this.children(node);
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

const visitors: Partial<Record<ts.SyntaxKind, Visitor<never>>> = {
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
    this.name(node.name, node.name.text);
  }),
  [ts.SyntaxKind.BindingElement]: visitorOf<ts.BindingElement>(function (node) {
    if (node.propertyName && ts.isComputedPropertyName(node.propertyName)) this.value(node.propertyName);
    const isShorthand = !node.propertyName && !node.dotDotDotToken && ts.isObjectBindingPattern(node.parent);
    if (!ts.isIdentifier(node.name)) this.target(node.name, 'write');
    else if (this.isVariable(node.name)) this.name(node.name, isShorthand ? node.name.text : undefined);
    this.value(node.initializer);
  }),
  [ts.SyntaxKind.ReturnStatement]: visitorOf<ts.ReturnStatement>(function (node) {
    if (this.isInFunction) this.children(node);
    else this.jump(node);
  }),
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
  [ts.SyntaxKind.TypeAssertionExpression]: visitorOf<ts.TypeAssertion>(function (node) {
    this.skip(node.expression.getStart(), node.getStart());
    this.visit(node.expression);
  }),
  [ts.SyntaxKind.ArrowFunction]: functionLike,
  [ts.SyntaxKind.FunctionExpression]: functionLike,
  [ts.SyntaxKind.FunctionDeclaration]: functionLike,
  [ts.SyntaxKind.MethodDeclaration]: functionLike,
  [ts.SyntaxKind.GetAccessor]: functionLike,
  [ts.SyntaxKind.SetAccessor]: functionLike,
  [ts.SyntaxKind.Constructor]: functionLike,
  [ts.SyntaxKind.Parameter]: declared,
  [ts.SyntaxKind.VariableDeclaration]: declared,
  [ts.SyntaxKind.PropertyDeclaration]: declared,
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
