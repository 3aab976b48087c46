/**
 * Digests of points: what the generated code means, with formatting, comments, parentheses, quotes, braces around single
 * statements and the names of locals and labels taken out, and `let` that could be `const` as that. The graph hash covers them.
 *
 * Always: two digests differ if the code does something else; renaming a local or reformatting changes none.
 */
import { createHash } from 'node:crypto';
import { ts } from '../typescript.js';
import { assignedIn, declaredIn, isConstantLet, opensScope } from './code-scopes.js';

/** What the names in the text stand for. */
export interface Vocabulary {
  /** Name of the frame. */
  readonly frame: string;
  /** Names of the frame's variables, by slot number. */
  readonly slots: readonly string[];
  /** What names stand for that were chosen to fit the rest of the text. */
  readonly meanings: ReadonlyMap<string, string>;
  /** What members of the workflow that were renamed are called in the graph. */
  readonly members: ReadonlyMap<string, string>;
}

/** Digests by point id, from the text of the code object: `({ 'run'(frame) { … }, … })`. */
export function digestsOf(codeText: string, vocabulary: Vocabulary): Map<string, string> {
  const file = ts.createSourceFile('code.js', codeText, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const slots = new Map(vocabulary.slots.map((name, slot) => [name, slot]));
  const digests = new Map<string, string>();
  for (const method of methodsOf(file)) digests.set(nameOf(method), digest(method, new Tokens(vocabulary, slots)));
  return digests;
}

function methodsOf(file: ts.SourceFile): ts.MethodDeclaration[] {
  const found: ts.MethodDeclaration[] = [];
  const statement = file.statements[0];
  const expression = statement && ts.isExpressionStatement(statement) ? statement.expression : undefined;
  const object = expression && ts.isParenthesizedExpression(expression) ? expression.expression : undefined;
  if (object && ts.isObjectLiteralExpression(object))
    found.push(...object.properties.filter((property) => ts.isMethodDeclaration(property)));
  return found;
}

function nameOf({ name }: ts.MethodDeclaration): string {
  return ts.isStringLiteral(name) ? name.text : name.getText();
}

function digest(method: ts.MethodDeclaration, tokens: Tokens): string {
  tokens.enter(method);
  return createHash('sha256').update(tokens.text()).digest('hex').slice(0, 32);
}

/** A scope's names with the numbers that stand for them. */
type Scope = Map<string, number>;

class Tokens {
  readonly #tokens: string[] = [];
  readonly #scopes: Scope[] = [];
  #assigned: ReadonlySet<string> = new Set();
  #count = 0;

  constructor(
    private readonly words: Vocabulary,
    private readonly slots: ReadonlyMap<string, number>,
  ) {}

  text(): string {
    return this.#tokens.join('\n');
  }

  /** Collects what a point means. */
  enter(point: ts.MethodDeclaration): void {
    this.#assigned = assignedIn(point);
    this.visit(point);
  }

  visit(node: ts.Node): void {
    if (ts.isParenthesizedExpression(node)) return this.#parenthesized(node);
    const returned = onlyReturned(node);
    if (returned) return this.visit(returned);
    if (ts.isEmptyStatement(node)) return;
    if (ts.isBlock(node) && isSingle(node)) return node.statements.forEach((statement) => this.visit(statement));
    if (isFrameRead(node, this.words.frame)) return this.#frameRead(node);
    if (isCheckedRead(node, this.words.frame)) return this.#checkedRead(node);
    if (!opensScope(node) && !ts.isLabeledStatement(node)) return this.#enter(node);
    this.#scopes.push(this.#declare(node));
    this.#enter(node);
    this.#scopes.pop();
  }

  #enter(node: ts.Node): void {
    if (ts.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    this.#tokens.push(`(${kindOf(node)}${this.#flagsOf(node)}`);
    if (ts.isIdentifier(node)) this.#tokens.push(this.#nameOf(node));
    else if (isQuotedName(node)) this.#tokens.push(node.text);
    else if (ts.isLiteralExpression(node) || ts.isTemplateLiteralToken(node)) this.#tokens.push(JSON.stringify(textOf(node)));
    else if (isShorthandElement(node)) this.#tokens.push(`(${ts.SyntaxKind.Identifier}`, node.name.getText(), ')');
    ts.forEachChild(node, (child) => this.visit(child));
    this.#tokens.push(')');
  }

  /** What is around a chain ends it: `(a?.b).c` reads `c` of `undefined`. */
  #parenthesized(node: ts.ParenthesizedExpression): void {
    const endsChain = ts.isOptionalChain(unparenthesized(node)) && isReceiver(node);
    if (endsChain) this.#tokens.push('(chain');
    this.visit(node.expression);
    if (endsChain) this.#tokens.push(')');
  }

  /** What the kind of a node does not say: `const` or `let`, the operator, `async`. */
  #flagsOf(node: ts.Node): string {
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return `:${node.operator}`;
    if (ts.isVariableDeclarationList(node))
      return `:${isConstantLet(node, this.#assigned) ? ts.NodeFlags.Const : node.flags & ts.NodeFlags.BlockScoped}`;
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node))
      return node.questionDotToken ? ':?' : '';
    return '';
  }

  #frameRead({ name }: ts.PropertyAccessExpression): void {
    this.#tokens.push(`$${this.slots.get(name.text) ?? name.text}`);
  }

  /** `whenDeclared(frame, frame.declared, 'x').x`: the name is only for people. */
  #checkedRead({ expression, name }: CheckedRead): void {
    this.#tokens.push('(checked', `$${this.slots.get(name.text) ?? name.text}`);
    if (expression.arguments[1]) this.visit(expression.arguments[1]);
    this.#tokens.push(')');
  }

  /** `{ order }` means `{ order: order }`: the property keeps its name, the variable gets its number. */
  #shorthand({ name, objectAssignmentInitializer }: ts.ShorthandPropertyAssignment): void {
    const kind = ts.SyntaxKind.Identifier;
    // As a shorthand it is a property; with a colon it sets the prototype.
    if (name.text === '__proto__') this.#tokens.push('own');
    const variable = [`(${kind}`, this.#lookUp(name.text), ')'];
    this.#tokens.push(`(${ts.SyntaxKind.PropertyAssignment}`, `(${kind}`, name.text, ')');
    if (objectAssignmentInitializer) this.#withDefault(variable, objectAssignmentInitializer);
    else this.#tokens.push(...variable);
    this.#tokens.push(')');
  }

  /** `{ order = none }` of a pattern means `{ order: order = none }`. */
  #withDefault(variable: readonly string[], value: ts.Expression): void {
    this.#tokens.push(`(${ts.SyntaxKind.BinaryExpression}`, ...variable, `(${ts.SyntaxKind.EqualsToken}`, ')');
    this.visit(value);
    this.#tokens.push(')');
  }

  #nameOf(node: ts.Identifier): string {
    if (isMemberOfThis(node)) return this.words.members.get(node.text) ?? node.text;
    if (isLabel(node)) return this.#lookUp(labelKey(node.text));
    return isPropertyName(node) ? node.text : this.#lookUp(node.text);
  }

  #lookUp(name: string): string {
    const number = this.#scopes.findLast((scope) => scope.has(name))?.get(name);
    return number === undefined ? (this.words.meanings.get(name) ?? name) : `#${number}`;
  }

  #declare(node: ts.Node): Scope {
    const scope: Scope = new Map();
    const names = ts.isLabeledStatement(node) ? [labelKey(node.label.text)] : declaredIn(node);
    for (const name of names) if (!scope.has(name)) scope.set(name, (this.#count += 1));
    return scope;
  }
}

function isSingle({ parent, statements }: ts.Block): boolean {
  const [statement] = statements;
  const canDeclare =
    statement !== undefined &&
    (ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement));
  return statements.length === 1 && !canDeclare && !ts.isFunctionLike(parent) && !ts.isTryStatement(parent) && !ts.isCatchClause(parent);
}

function isFrameRead(node: ts.Node, frame: string): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === frame;
}

type CheckedRead = ts.PropertyAccessExpression & { readonly expression: ts.CallExpression };

/** The frame is an argument of nothing else: the author's code cannot name it. */
function isCheckedRead(node: ts.Node, frame: string): node is CheckedRead {
  const [first] = ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.expression) ? node.expression.arguments : [];
  return first !== undefined && ts.isIdentifier(first) && first.text === frame;
}

/** `this.stage`, where `this` is the workflow: not in a function with a `this` of its own. */
function isMemberOfThis({ parent }: ts.Identifier): boolean {
  if (!ts.isPropertyAccessExpression(parent) || parent.expression.kind !== ts.SyntaxKind.ThisKeyword) return false;
  const owner = ts.findAncestor(parent, (node) => (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isClassLike(node));
  return owner !== undefined && isPoint(owner);
}

/** A method of the code object. */
function isPoint({ parent }: ts.Node): boolean {
  return (
    ts.isObjectLiteralExpression(parent) && ts.isParenthesizedExpression(parent.parent) && ts.isExpressionStatement(parent.parent.parent)
  );
}

/** A text means the same in quotes of every kind, and as the name of a property without any. */
function kindOf(node: ts.Node): ts.SyntaxKind {
  if (ts.isNoSubstitutionTemplateLiteral(node) && !ts.isTaggedTemplateExpression(node.parent)) return ts.SyntaxKind.StringLiteral;
  return isQuotedName(node) ? ts.SyntaxKind.Identifier : node.kind;
}

/** `'order'` of `{ 'order': 1 }`, which needs no quotes. */
function isQuotedName(node: ts.Node): node is ts.StringLiteral {
  return (
    ts.isStringLiteral(node) && isPropertyName(node) && !isPoint(node.parent) && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(node.text)
  );
}

/** The tag of a template is told of its text as it was written. */
function textOf(node: ts.LiteralExpression | ts.TemplateLiteralToken): string {
  const template = ts.isTemplateSpan(node.parent) ? node.parent.parent : ts.isTemplateExpression(node.parent) ? node.parent : node;
  return ts.isTaggedTemplateExpression(template.parent) ? node.getText() : node.text;
}

/** What an arrow function gives whose whole body is a `return`. */
function onlyReturned(node: ts.Node): ts.Expression | undefined {
  if (!ts.isBlock(node) || !ts.isArrowFunction(node.parent)) return undefined;
  const [statement] = node.statements;
  return node.statements.length === 1 && statement && ts.isReturnStatement(statement) ? statement.expression : undefined;
}

function unparenthesized(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? unparenthesized(node.expression) : node;
}

/** Whether something is read or called of what stands in the parentheses. */
function isReceiver(node: ts.ParenthesizedExpression): boolean {
  const { parent } = node;
  const reads = ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent);
  return reads && parent.expression === node;
}

/** A name that shows in values, whatever is called so around it. */
function isPropertyName(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  const isNamed = ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isClassElement(parent);
  return isNamed && parent.name === node;
}

function isLabel({ parent }: ts.Node): boolean {
  return ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent);
}

/** No variable has such a name. */
function labelKey(label: string): string {
  return `${label}:`;
}

function isShorthandElement(node: ts.Node): node is ts.BindingElement {
  return ts.isBindingElement(node) && !node.propertyName && ts.isObjectBindingPattern(node.parent) && !node.dotDotDotToken;
}
