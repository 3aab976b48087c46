/**
 * What is wrong with the values of a decorator's options.
 *
 * Always: each option is judged by itself, so that one impossible value hides no other.
 */
import { OptionInvalidError } from '@waystone/core';
import { ts } from '../typescript.js';

/** An option with a value that it cannot have. */
export interface OptionProblem {
  /** `retry.attempts`, `tags[1]`. */
  readonly option: string;
  /** What is wrong with its value: a clause such as `it is empty`. */
  readonly reason: string;
  /** What to write instead, if the language says so. */
  readonly fix?: string;
}

type Options = Readonly<Record<string, unknown>>;

/** The options that `parse` throws for. */
export function problemsOf(options: Options, parse: (alone: Options) => unknown): readonly OptionProblem[] {
  return [...eachAlone(options)].flatMap(([path, alone]) => {
    try {
      parse(alone);
      return [];
    } catch (error) {
      return [problemOf(path, error)];
    }
  });
}

/** Every option as if it were the only one, with its path. */
function* eachAlone(options: Options): Generator<[path: string, alone: Options]> {
  for (const [key, value] of Object.entries(options)) {
    if (!isGroup(value)) yield [key, { [key]: value }];
    else for (const [path, alone] of eachAlone(value)) yield [`${key}.${path}`, { [key]: alone }];
  }
}

function isGroup(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemOf(path: string, error: unknown): OptionProblem {
  const option = error instanceof OptionInvalidError ? error.option : path;
  const said = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
  const [reason = '', advice] = said.replace(`option ${option} `, 'it ').split('; give ');
  return { option, reason, ...(advice !== undefined && { fix: `Give ${advice}` }) };
}

/** Where the value of an option stands: as near as its literal shows. */
export function placeOfOption(expression: ts.Expression, option: string): ts.Node {
  let found: ts.Node = expression;
  for (const key of option.match(/[^.[\]]+/g) ?? []) {
    const next = partOf(found, key);
    if (!next) return found;
    found = next;
  }
  return found;
}

function partOf(node: ts.Node, key: string): ts.Node | undefined {
  if (ts.isObjectLiteralExpression(node)) {
    const property = node.properties.findLast(
      ({ name }) => name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) && name.text === key,
    );
    return property && ts.isPropertyAssignment(property) ? property.initializer : property;
  }
  if (!ts.isArrayLiteralExpression(node) || node.elements.some((element) => ts.isSpreadElement(element))) return undefined;
  return node.elements[Number(key)];
}
