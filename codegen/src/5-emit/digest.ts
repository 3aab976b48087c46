/**
 * Digests of points: what the generated code means, with formatting, comments, parentheses, braces around single
 * statements and the names of locals taken out. The graph hash covers them.
 *
 * Always: two digests differ if the code does something else; renaming a local or reformatting changes none.
 */
import { createHash } from 'node:crypto';
import { ts } from '../typescript.js';

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
  tokens.visit(method);
  return createHash('sha256').update(tokens.text()).digest('hex').slice(0, 32);
}

/** A scope's names with the numbers that stand for them. */
type Scope = Map<string, number>;

class Tokens {
  readonly #tokens: string[] = [];
  readonly #scopes: Scope[] = [];
  #count = 0;

  constructor(
    private readonly words: Vocabulary,
    private readonly slots: ReadonlyMap<string, number>,
  ) {}

  text(): string {
    return this.#tokens.join('\n');
  }

  visit(node: ts.Node): void {
    if (ts.isParenthesizedExpression(node)) return this.visit(node.expression);
    if (ts.isEmptyStatement(node)) return;
    if (ts.isBlock(node) && isSingle(node)) return node.statements.forEach((statement) => this.visit(statement));
    if (isFrameRead(node, this.words.frame)) return this.#frameRead(node);
    if (isCheckedRead(node, this.words.frame)) return this.#checkedRead(node);
    if (!opensScope(node)) return this.#enter(node);
    this.#scopes.push(this.#declare(node));
    this.#enter(node);
    this.#scopes.pop();
  }

  #enter(node: ts.Node): void {
    if (ts.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    this.#tokens.push(`(${node.kind}${flagsOf(node)}`);
    if (ts.isIdentifier(node)) this.#tokens.push(this.#nameOf(node));
    else if (ts.isLiteralExpression(node) || ts.isTemplateLiteralToken(node)) this.#tokens.push(JSON.stringify(node.text));
    else if (isShorthandElement(node)) this.#tokens.push(`(${ts.SyntaxKind.Identifier}`, node.name.getText(), ')');
    ts.forEachChild(node, (child) => this.visit(child));
    this.#tokens.push(')');
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
    this.#tokens.push(`(${ts.SyntaxKind.PropertyAssignment}`, `(${kind}`, name.text, ')', `(${kind}`, this.#lookUp(name.text), ')');
    if (objectAssignmentInitializer) this.visit(objectAssignmentInitializer);
    this.#tokens.push(')');
  }

  #nameOf(node: ts.Identifier): string {
    const { parent } = node;
    const isProperty =
      (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
      (ts.isPropertyAssignment(parent) && parent.name === node) ||
      (ts.isBindingElement(parent) && parent.propertyName === node) ||
      (ts.isMethodDeclaration(parent) && parent.name === node);
    if (isMemberOfThis(node)) return this.words.members.get(node.text) ?? node.text;
    return isProperty ? node.text : this.#lookUp(node.text);
  }

  #lookUp(name: string): string {
    const number = this.#scopes.findLast((scope) => scope.has(name))?.get(name);
    return number === undefined ? (this.words.meanings.get(name) ?? name) : `#${number}`;
  }

  #declare(node: ts.Node): Scope {
    const scope: Scope = new Map();
    for (const name of declaredIn(node)) if (!scope.has(name)) scope.set(name, (this.#count += 1));
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

function isShorthandElement(node: ts.Node): node is ts.BindingElement {
  return ts.isBindingElement(node) && !node.propertyName && ts.isObjectBindingPattern(node.parent) && !node.dotDotDotToken;
}

/** What the kind of a node does not say: `const` or `let`, the operator, `async`. */
function flagsOf(node: ts.Node): string {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return `:${node.operator}`;
  if (ts.isVariableDeclarationList(node)) return `:${node.flags & ts.NodeFlags.BlockScoped}`;
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node))
    return node.questionDotToken ? ':?' : '';
  return '';
}

function opensScope(node: ts.Node): boolean {
  return (
    ts.isFunctionLike(node) ||
    ts.isBlock(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isClassLike(node)
  );
}

/** The names that a node's own scope declares. */
function declaredIn(node: ts.Node): string[] {
  if (ts.isFunctionLike(node)) return [...ownName(node), ...node.parameters.flatMap(({ name }) => boundNames(name))];
  if (ts.isCatchClause(node)) return node.variableDeclaration ? boundNames(node.variableDeclaration.name) : [];
  if (ts.isBlock(node)) return node.statements.flatMap(declaredBy);
  if (ts.isCaseBlock(node)) return node.clauses.flatMap(({ statements }) => statements.flatMap(declaredBy));
  if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) return headNames(node.initializer);
  return [];
}

function ownName(node: ts.SignatureDeclaration): string[] {
  return ts.isFunctionExpression(node) && node.name ? [node.name.text] : [];
}

function headNames(initializer: ts.ForInitializer | undefined): string[] {
  return initializer && ts.isVariableDeclarationList(initializer) ? initializer.declarations.flatMap(({ name }) => boundNames(name)) : [];
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name ? [statement.name.text] : [];
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}
