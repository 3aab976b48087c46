/**
 * Options as programs give them: their names, and what is common to their values.
 *
 * Always: a name that is not known is refused, since an option that is misspelled would do nothing. TypeScript refuses most of them
 * where they are written; JavaScript, and objects that come from elsewhere, are checked here only.
 */
import { OptionInvalidError } from '@waystone/core';
import { closest } from './closest.js';

/** All names that an interface of options has. The compiler lists those that are missing. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true };

/** @throws {OptionInvalidError} if it is no object, or has a name that is not known: with the one that was probably meant. */
export function assertOptionNames<Options extends object>(given: Options, known: OptionNames<Options>): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new OptionInvalidError('object', `is ${shown(given)}; give the options by their names: { name: value }`);
  const names = Object.keys(known);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) throw new OptionInvalidError(unknown, `is none that is known here; ${adviceFor(unknown, names)}`);
}

/** Options of which some have no value: those are not there. */
type Given<Options> = { readonly [Name in keyof Options as undefined extends Options[Name] ? never : Name]: Options[Name] } & {
  readonly [Name in keyof Options as undefined extends Options[Name] ? Name : never]?: Exclude<Options[Name], undefined>;
};

/** The options that have a value, for those who want them to have one or not to be there. */
export function given<Options extends object>(options: Options): Given<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<Options>;
}

/** @throws {OptionInvalidError} if it is no whole number of at least 1. */
export function assertWhole(option: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return;
  throw new OptionInvalidError(option, `is ${shown(value)}; give a whole number of at least 1`);
}

/** @throws {OptionInvalidError} if it is no whole number of at least 1, nor `Infinity`. */
export function assertWholeOrInfinity(option: string, value: unknown): void {
  if (value !== Infinity) assertWhole(option, value);
}

/** @throws {OptionInvalidError} if it is no text. */
export function assertText(option: string, value: unknown): void {
  if (typeof value !== 'string') throw new OptionInvalidError(option, `is ${shown(value)}; give a text`);
}

/** @throws {OptionInvalidError} if it is not among them. */
export function assertAmong<Value>(option: string, value: unknown, known: readonly Value[]): asserts value is Value {
  if (known.includes(value as Value)) return;
  throw new OptionInvalidError(option, `is ${shown(value)}; give ${anyOf(known.map(quoted))}`);
}

function adviceFor(name: string, known: readonly string[]): string {
  const meant = closest(name, known);
  const all = known.toSorted().join(', ');
  return meant === undefined ? `known are ${all}` : `did you mean ${meant}? Known are ${all}`;
}

function anyOf(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

const quoted = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

/** A value as messages show it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : typeof value === 'function' ? 'a function' : String(value);
}
