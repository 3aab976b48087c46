/**
 * Code between waits, as text with tokens: the author's own text, with a token wherever a variable, a module's name or a
 * place of the graph stands. How a token prints is decided last (a variable that never crosses a wait prints as a
 * `const`, others as `frame.x`), and what a piece of code reads and writes falls out of its tokens.
 *
 * Always: text tokens hold no line breaks except inside template literals; `line` tokens stand for the others.
 */
import type { Guard, Place, Variable } from './ir.js';
import type { ModuleName } from './module-names.js';
import type { ts } from '../typescript.js';

export type Access = 'read' | 'write' | 'update';

/** A place in a file of the author's that code was copied from. A workflow's code may come from several. */
export interface Origin {
  readonly file: ts.SourceFile;
  readonly offset: number;
}

export type Part =
  /** `at`: what it was copied from. */
  | { readonly kind: 'text'; readonly text: string; readonly at?: Origin }
  /** A line break; `indent`: columns of the next line in the author's file. */
  | { readonly kind: 'line'; readonly indent: number }
  | VariablePart
  | { readonly kind: 'module'; readonly name: ModuleName; readonly key?: string; readonly at?: Origin }
  /** The name of a place, as a string literal. */
  | { readonly kind: 'place'; readonly place: Place }
  /** A `return`, `break` or `continue` that leaves copied code. */
  | { readonly kind: 'jump'; readonly jump: Jump; readonly at?: Origin };

export interface VariablePart {
  readonly kind: 'variable';
  readonly variable: Variable;
  readonly access: Access;
  /** The property that a shorthand (`{ order }`) names besides the variable. */
  readonly key?: string;
  /** Set: its declaration may not have been reached here. */
  readonly guard?: Guard;
  readonly at?: Origin;
}

export type Code = readonly Part[];

/** Leaves a piece of code for another place. */
export interface Jump {
  /** Completions to set first, if the jump has to pass `finally` blocks. */
  readonly before: readonly Statement[];
  readonly to: Place;
  readonly value?: Code | undefined;
}

/** What begins the code of a flow that was inlined. */
export interface Entered {
  /** Where the flow was called, if it begins here. */
  readonly entered?: Origin | undefined;
}

export type Statement = Entered & StatementKind;

type StatementKind =
  /** `kills`: variables that surely have a new value after it. */
  | { readonly kind: 'run'; readonly code: Code; readonly kills: readonly Variable[] }
  /** Gives variables their first value. `value` absent: `undefined`. */
  | {
      readonly kind: 'declare';
      readonly pattern: Code;
      readonly variables: readonly Variable[];
      readonly value?: Code;
      readonly keyword: 'const' | 'let';
    };

export function text(value: string, at?: Origin): Part {
  return at === undefined ? { kind: 'text', text: value } : { kind: 'text', text: value, at };
}

/** Where a node begins, without the comments before it. */
export function originOf(node: ts.Node): Origin {
  const file = node.getSourceFile();
  return { file, offset: node.getStart(file) };
}

export function read(variable: Variable): Part {
  return { kind: 'variable', variable, access: 'read' };
}

export function write(variable: Variable): Part {
  return { kind: 'variable', variable, access: 'write' };
}

/** Code from a template: `` code`[${a}, ${b}]` ``. */
export function code(strings: TemplateStringsArray, ...values: readonly (Code | Part)[]): Code {
  return strings.flatMap((string, index) => {
    const value = values[index];
    const parts = value === undefined ? [] : Array.isArray(value) ? (value as Code) : [value as Part];
    return string === '' ? parts : [text(string), ...parts];
  });
}

/** Codes with a separator between them. */
export function joinCode(codes: readonly Code[], separator = ', '): Code {
  return codes.flatMap((each, index) => (index === 0 ? each : [text(separator), ...each]));
}

/** The statement `variable = value`, as its first value. */
export function declare(variable: Variable, value?: Code): Statement {
  const keyword = variable.constant ? 'const' : 'let';
  return { kind: 'declare', pattern: [write(variable)], variables: [variable], keyword, ...(value && { value }) };
}

/** The statement `variable = value`, for a variable that exists. */
export function assign(variable: Variable, value: Code): Statement {
  return { kind: 'run', code: code`${write(variable)} = ${value};`, kills: [variable] };
}

/** The variable that the code is a plain read of. */
export function onlyRead(parts: Code): Variable | undefined {
  const [part] = parts;
  return parts.length === 1 && part?.kind === 'variable' && isPlain(part) ? part.variable : undefined;
}

function isPlain({ access, key, guard }: VariablePart): boolean {
  return access === 'read' && key === undefined && guard === undefined;
}
