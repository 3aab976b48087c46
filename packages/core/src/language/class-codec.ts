/**
 * How instances of authors' classes are stored: as plain data under a name that outlives the process.
 *
 * Always: a name belongs to one class, and a class to one name. A module that is evaluated again (tests, development
 * servers) registers its class anew.
 */
import { CodecInvalidError } from '../errors/values.js';

/** How instances of a class become data and come back. */
export interface ClassCodec<T extends object, Data> {
  /** What stored instances are known by. Do not change it while instances of workflows live that hold some. */
  readonly name: string;
  /** The data of an instance: anything that can be stored, other registered instances too, but not the instance itself. */
  readonly encode: (value: T) => Data;
  /** An instance like the one whose data it is given. */
  readonly decode: (data: Data) => T;
}

/**
 * Classes with a codec and with methods, for the types of decorators: these see the methods and know of no codec. Only
 * results of tasks ask for it.
 *
 * @example
 * declare module '@waystone/core' {
 *   interface StoredClasses {
 *     money: Money;
 *   }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- authors add to it
export interface StoredClasses {}

/** A class, also an abstract one, or one whose constructor is private. */
export interface ClassOf<T extends object> {
  readonly name: string;
  readonly prototype: T;
}

/** A codec as the engine finds it. */
export interface RegisteredCodec {
  readonly name: string;
  readonly className: string;
  readonly encode: (value: object) => unknown;
  readonly decode: (data: unknown) => object;
}

const byPrototype = new Map<unknown, RegisteredCodec>();
const byName = new Map<string, RegisteredCodec>();

/**
 * Lets instances of a class be stored wherever plain data can be. Call it at the top level of a module that the workflow
 * imports, beside the class if it is yours: whoever starts the workflow and whoever runs it then know the class.
 *
 * Subclasses need codecs of their own. Errors need none: they are stored with their class.
 *
 * @throws {CodecInvalidError} if the name is empty or belongs to another class, or the class cannot have a codec.
 *
 * @example
 * registerCodec(Money, {
 *   name: 'Money',
 *   encode: ({ cents, currency }) => ({ cents, currency }),
 *   decode: ({ cents, currency }) => new Money(cents, currency),
 * });
 */
export function registerCodec<T extends object, Data>(type: ClassOf<T>, { name, encode, decode }: ClassCodec<T, Data>): void {
  const problem = problemOf(type, name);
  if (problem !== undefined) throw new CodecInvalidError(type.name, problem);
  const codec = {
    name,
    className: type.name,
    encode: (value: object) => encode(value as T),
    decode: (data: unknown) => decode(data as Data),
  };
  byPrototype.set(type.prototype, codec);
  byName.set(name, codec);
}

const builtIn: readonly unknown[] = [Object, Array, Map, Set, Date, RegExp, URL, ArrayBuffer, DataView, Promise, Function];

function problemOf(type: ClassOf<object>, name: string): string | undefined {
  if (name === '') return 'its name is empty';
  if (type.prototype instanceof Error || type === Error) return 'errors are stored with their class, without a codec';
  if (builtIn.includes(type)) return 'it is a class of JavaScript';
  const taken = byName.get(name);
  if (taken !== undefined && taken.className !== type.name) return `the name '${name}' belongs to class ${taken.className}`;
  const own = byPrototype.get(type.prototype);
  return own !== undefined && own.name !== name ? `it is registered as '${own.name}' already` : undefined;
}

/** The codec of the class with this prototype. */
export function codecOf(prototype: unknown): RegisteredCodec | undefined {
  return byPrototype.get(prototype);
}

/** The codec registered under a name. */
export function codecNamed(name: string): RegisteredCodec | undefined {
  return byName.get(name);
}
