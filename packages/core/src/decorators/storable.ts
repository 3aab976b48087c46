/** What types show of values that cannot be stored. Only their surface and what lies directly below it are looked at; the compiler looks deeper. */
import type { StoredClasses } from '../language/class-codec.js';

export type IsAny<T> = 0 extends 1 & T ? true : false;

interface AnyFunction {
  (...args: never[]): unknown;
}

/** Built-in objects that have methods and can be stored all the same, and classes of which the author says so. */
type StorableObject =
  | StoredClasses[keyof StoredClasses]
  | Date
  | RegExp
  | URL
  | Error
  | ArrayBuffer
  | ArrayBufferView
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | readonly unknown[];

type UnstorableObject =
  PromiseLike<unknown> | WeakMap<WeakKey, unknown> | WeakSet<WeakKey> | WeakRef<WeakKey> | Iterator<unknown> | AsyncIterator<unknown>;

/** Names what in `T` itself cannot be stored; `never` if nothing shows. */
type Surface<T> =
  IsAny<T> extends true
    ? never
    : T extends symbol
      ? 'a symbol'
      : T extends StorableObject
        ? never
        : T extends AnyFunction
          ? 'a function'
          : T extends UnstorableObject
            ? 'a promise, an iterator or a weak collection'
            : never;

/** As {@link Surface}, one level down: elements of lists and collections, properties of objects. */
type Inside<T> =
  IsAny<T> extends true
    ? never
    : T extends readonly (infer E)[]
      ? Surface<E>
      : T extends ReadonlyMap<infer K, infer V>
        ? Surface<K> | Surface<V>
        : T extends ReadonlySet<infer E>
          ? Surface<E>
          : T extends StorableObject | string | number | bigint | boolean | null | undefined
            ? never
            : T extends object
              ? { [K in keyof T]-?: Surface<NonNullable<T[K]>> }[keyof T]
              : never;

/** What in `T` cannot be stored, as far as its type shows; `never` if nothing does. */
export type Unstorable<T> = Surface<T> | Inside<T>;

/** As {@link Unstorable}, of each parameter by itself. Of an object with methods the type does not show whether its class has a codec. */
export type UnstorableParameter<Parameters extends readonly unknown[]> = Exclude<
  { [I in keyof Parameters]: Surface<Parameters[I]> }[number],
  undefined
>;
