/**
 * Errors as data. Name, message, stack, cause, the errors of an `AggregateError` and own fields are kept; a field or
 * cause that cannot be stored is left out, because a failure must be recorded whatever hangs on it (sockets, requests).
 */
import type { ErrorClasses } from './error-classes.js';
import { explain } from './explain.js';

export interface ErrorParts {
  /** See {@link ErrorClasses}. */
  readonly class: string;
  /** Own properties that JavaScript does not list: `message`, `stack`, `cause`, `errors`. */
  readonly hidden: Readonly<Record<string, unknown>>;
  /** All others. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const hiddenNames = ['message', 'stack', 'cause', 'errors'];

/** A getter of the author's may throw. */
function read(error: Error, name: string): unknown {
  try {
    return (error as unknown as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** Which objects can be stored, for all errors of a value: many may hold the same request. */
export class Storable {
  readonly #known = new Map<unknown, boolean>();

  has(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return explain(value) === undefined;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const isStorable = explain(value) === undefined;
    this.#known.set(value, isStorable);
    return isStorable;
  }
}

/** `stack` is kept as it reads; other values that cannot be stored are left out. */
function partsNamed(names: readonly string[], error: Error, storable: Storable): Record<string, unknown> {
  const values = names.map((name): [string, unknown] => [name, read(error, name)]);
  return Object.fromEntries(values.filter(([, value]) => storable.has(value)));
}

/** The name that an error of an unknown class shows, as its class cannot be asked after a crash. */
function shownName(error: Error, known: boolean): Record<string, unknown> {
  const name = read(error, 'name');
  return known || Object.hasOwn(error, 'name') || typeof name !== 'string' ? {} : { name };
}

function hiddenNamesOf(error: Error): string[] {
  const own = hiddenNames.filter((name) => Object.hasOwn(error, name) && !Object.prototype.propertyIsEnumerable.call(error, name));
  return error instanceof DOMException ? ['name', 'message', ...own] : own;
}

export function errorParts(error: Error, classes: ErrorClasses, storable: Storable): ErrorParts {
  const name = classes.nameOf(error);
  const isKnown = classes.named(name).prototype === Object.getPrototypeOf(error);
  return {
    class: name,
    hidden: { ...shownName(error, isKnown), ...partsNamed(hiddenNamesOf(error), error, storable) },
    fields: partsNamed(Object.keys(error), error, storable),
  };
}

/** An error of its class with nothing in it yet: constructors of authors are not called. */
export function emptyError(name: string, hidden: Readonly<Record<string, unknown>>, classes: ErrorClasses): Error {
  const errorClass = classes.named(name);
  if (errorClass === DOMException) return new DOMException(String(hidden['message']), String(hidden['name']));
  return Reflect.construct(Error, [], errorClass) as Error;
}

/** Puts the parts into an {@link emptyError}. */
export function fillError(error: Error, hidden: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, unknown>>): void {
  const own =
    error instanceof DOMException
      ? Object.entries(hidden).filter(([name]) => name === 'stack' || name === 'cause')
      : Object.entries(hidden);
  if (!(error instanceof DOMException)) delete error.stack;
  for (const [name, value] of own) Object.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false });
  for (const [name, value] of Object.entries(fields))
    Object.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: true });
}
