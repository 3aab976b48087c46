/**
 * Walks the author's syntax and collects its copy: raw text, with tokens in place of names and jumps.
 *
 * Always: the text between two visited nodes is copied as it is, unless it is skipped.
 */
import { isSequence } from '../syntax.js';
import { ts } from '../typescript.js';
import { code, originOf, text, type Access, type Code, type Jump, type Part } from './code.js';
import type { Variable } from './ir.js';

/** What copying needs to know of the place where the copy will stand. */
export interface CopyScope {
  /** The variable that a name stands for; `undefined`: it is none of the flow's (or one inside the copied part). */
  variableOf(name: ts.Identifier): Variable | undefined;
  /** Whether a name is used where its declaration may not have been reached. */
  isEarly(name: ts.Identifier): boolean;
  /** What a name of the module becomes; `undefined`: it stays as it is. */
  moduleNameOf(name: ts.Identifier, key?: string): Part | undefined;
  /** Where a `return`, `break` or `continue` goes that leaves the copied part. */
  leave(statement: ts.ReturnStatement | ts.BreakOrContinueStatement, value: Code | undefined): Jump;
  /** Reports a wait that was not taken apart: a copy of it would not wait. */
  refuseWait(wait: ts.AwaitExpression): void;
}

export type Overrides = ReadonlyMap<ts.Node, Code>;

/** Copies one kind of syntax. */
export type Visitor = (this: Copier, node: never) => void;

export type Visitors = Partial<Record<ts.SyntaxKind, Visitor>>;

/** A statement of the copied part that a `break` or `continue` can mean. */
interface Enclosing {
  readonly isLoop: boolean;
  readonly label?: string;
}

export class Copier {
  readonly #parts: Part[] = [];
  readonly #text: string;
  readonly #enclosing: Enclosing[] = [];
  #cursor = 0;
  /** Whether text was left out or replaced since the last part. */
  #hasGap = false;
  #functionDepth = 0;
  #access: Access = 'read';

  constructor(
    private readonly file: ts.SourceFile,
    private readonly scope: CopyScope,
    private readonly overrides: Overrides,
    private readonly visitors: Visitors,
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
    const visitor = this.visitors[node.kind];
    if (visitor) visitor.call(this, node as never);
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
    this.#hasGap ||= end > this.#cursor;
    this.#cursor = Math.max(this.#cursor, end);
  }

  /** What stood apart by text that is gone must not become one token: `typeof(x as T)`, `-<number>-x`. */
  #add(...parts: Code): void {
    const [before, after] = [this.#parts.at(-1), parts[0]];
    if (this.#hasGap && before && after && becomeOne(before, after)) this.#parts.push(text(' '));
    this.#hasGap = false;
    this.#parts.push(...parts);
  }

  /** Copies text as it is: what template literals and strings hold. */
  verbatim(node: ts.Node): void {
    const start = node.getStart(this.file);
    this.#flush(start);
    this.#add(text(this.#text.slice(start, node.end), { file: this.file, offset: start }));
    this.#cursor = node.end;
  }

  name(node: ts.Identifier, key?: string): void {
    const part = this.#tokenOf(node, key);
    if (part) this.#replace(node, [part]);
  }

  /** Copies `order` of `{ order }`. */
  shorthand(node: ts.Identifier): void {
    const override = this.overrides.get(node);
    if (override) this.#replace(node, [text(`${node.text}: `), ...override]);
    else this.name(node, node.text);
  }

  #tokenOf(node: ts.Identifier, key: string | undefined): Part | undefined {
    const variable = this.scope.variableOf(node);
    if (!variable) return this.scope.moduleNameOf(node, key);
    const guard = this.scope.isEarly(node) ? variable.guard : undefined;
    return {
      kind: 'variable',
      variable,
      access: this.#access,
      at: originOf(node),
      ...(key !== undefined && { key }),
      ...(guard && { guard }),
    };
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
    const value = ts.isReturnStatement(statement) && statement.expression ? this.#returned(statement.expression) : undefined;
    this.#replace(statement, [{ kind: 'jump', jump: this.scope.leave(statement, value), at: originOf(statement) }]);
  }

  #returned(expression: ts.Expression): Code {
    const value = new Copier(this.file, this.scope, this.overrides, this.visitors).copy(expression);
    return isSequence(expression) ? code`(${value})` : value;
  }

  #replace(node: ts.Node, parts: Code): void {
    this.#flush(node.getStart(this.file));
    this.#hasGap = true;
    this.#add(...parts);
    this.#hasGap = true;
    this.#cursor = node.end;
  }

  insert(value: string): void {
    this.#add(text(value));
  }

  #flush(end: number): void {
    if (end <= this.#cursor) return;
    const start = this.#cursor;
    this.#cursor = end;
    let offset = start;
    for (const [index, line] of this.#text.slice(start, end).split('\n').entries()) {
      const trimmed = index === 0 ? line : line.trimStart();
      if (index > 0) this.#add({ kind: 'line', indent: line.length - trimmed.length });
      const shown = trimmed.replace(/\r$/, '');
      if (shown !== '') this.#add(text(shown, { file: this.file, offset: offset + line.length - trimmed.length }));
      offset += line.length + 1;
    }
  }
}

/** Whether two parts that were apart would be read as one token, or as a comment. */
function becomeOne(before: Part, after: Part): boolean {
  const [end, start] = [before.kind === 'text' ? before.text.at(-1) : 'name', after.kind === 'text' ? after.text[0] : 'name'];
  if (before.kind === 'line' || after.kind === 'line' || !end || !start) return false;
  return (/[\w$\u0080-\uffff]/.test(end) && /[\w$\\\u0080-\uffff]/.test(start)) || (end === start && '+-/'.includes(end));
}
