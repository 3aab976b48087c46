/** Prints pieces of code: tokens become names, frame reads, jumps. */
import type { Code, Entered, Jump, Layout, Origin, Part, Statement, Variable, VariablePart } from '../3-lower/index.js';
import { quote } from './literals.js';
import type { TextWriter } from './text-writer.js';

/** What printing the code of one point needs to know. */
export interface PrintScope {
  readonly layout: Layout;
  readonly writer: TextWriter;
  /** Whether a variable is a local of the printed function; others are in the frame. */
  isLocal(variable: Variable): boolean;
  /** Whether a local is declared at the top of the function, not where it gets its first value. */
  isHoisted(variable: Variable): boolean;
  /** Whether anything besides its declaration mentions it. */
  isUsed(variable: Variable): boolean;
}

/** Prints code in the line that is being written. */
export function printCode(parts: Code, scope: PrintScope): void {
  const margin = Math.min(...parts.flatMap((part) => (part.kind === 'line' ? [part.indent] : [])));
  for (const part of parts) {
    if (part.kind === 'line') scope.writer.break(part.indent - margin);
    else printPart(part, scope);
  }
}

function printPart(part: Exclude<Part, { kind: 'line' }>, scope: PrintScope): void {
  if (part.kind === 'text') scope.writer.add(part.text, part.at);
  else if (part.kind === 'variable') scope.writer.add(keyed(part.key, usedText(part, scope)), part.at);
  else if (part.kind === 'module') scope.writer.add(keyed(part.key, scope.layout.names.ofModule(part.name)), part.at);
  else if (part.kind === 'place') scope.writer.add(quote(scope.layout.idOf(part.place)));
  else printJump(part.jump, scope, part.at);
}

/** A shorthand that no longer says what it stands for. With a colon, `__proto__` would set the prototype. */
function keyed(key: string | undefined, text: string): string {
  if (key === undefined || key === text) return text;
  return `${key === '__proto__' ? `['__proto__']` : key}: ${text}`;
}

/** A variable where it is used: through a check, if it may not have been declared. */
function usedText({ variable, guard }: VariablePart, scope: PrintScope): string {
  if (!guard) return variableText(variable, scope);
  const { frame } = scope.layout.names;
  const check = scope.layout.names.ofModule(guard.check);
  return `${check}(${frame}, ${variableText(guard.isDeclared, scope)}, ${quote(variable.name)}).${scope.layout.names.of(variable)}`;
}

export function variableText(variable: Variable, { layout, isLocal }: PrintScope): string {
  const name = layout.names.of(variable);
  return isLocal(variable) ? name : `${layout.names.frame}.${name}`;
}

/** A jump out of copied code: one statement, whatever it has to set first. */
function printJump(jump: Jump, scope: PrintScope, at: Origin | undefined): void {
  if (jump.before.length === 0) return printGo(jump, scope, at);
  scope.writer.add('{ ', at);
  for (const statement of jump.before) {
    printStatement(statement, scope);
    scope.writer.add(' ');
  }
  printGo(jump, scope);
  scope.writer.add(' }');
}

/** `return go('run/ship', value);`: two places for breakpoints, if a flow that was called begins here. */
export function printGo({ to, value, entered }: Pick<Jump, 'to' | 'value'> & Entered, scope: PrintScope, at?: Origin): void {
  scope.writer.add('return ', entered ?? at);
  scope.writer.add(`${scope.layout.names.go}(${quote(scope.layout.idOf(to))}`, at);
  if (value) {
    scope.writer.add(', ');
    printCode(value, scope);
  }
  scope.writer.add(');');
}

/** Prints a statement in the line that is being written. */
export function printStatement(statement: Statement, scope: PrintScope): void {
  if (statement.kind === 'run') return printCode(statement.code, scope);
  const isDeclared = statement.variables.every((variable) => scope.isLocal(variable) && !scope.isHoisted(variable));
  if (isDeclared) return printDeclaration(statement, scope);
  const [first] = statement.pattern;
  const isObject = first?.kind === 'text' && first.text.startsWith('{');
  if (isObject) scope.writer.add('(');
  printCode(statement.pattern, scope);
  scope.writer.add(' = ');
  printValue(statement.value, scope);
  scope.writer.add(isObject ? ');' : ';');
}

function printDeclaration({ keyword, pattern, value }: Extract<Statement, { kind: 'declare' }>, scope: PrintScope): void {
  scope.writer.add(`${value ? keyword : 'let'} `);
  printCode(pattern, scope);
  if (value) {
    scope.writer.add(' = ');
    printCode(value, scope);
  }
  scope.writer.add(';');
}

function printValue(value: Code | undefined, scope: PrintScope): void {
  if (value) printCode(value, scope);
  else scope.writer.add('undefined');
}
