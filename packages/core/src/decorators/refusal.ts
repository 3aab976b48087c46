/**
 * Types that refuse misuse of decorators in the editor. A refusal is an object type that no argument has; its one
 * property says what is wrong. Only what a type shows at its surface is refused here; the compiler looks deeper.
 */
import type { StoredClasses } from '../language/class-codec.js';

declare const because: unique symbol;

/** Intersected with a decorator's parameter, makes the call an error that shows `Reason`. */
export interface Refused<Reason extends string> {
  readonly [because]: Reason;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any parameters: what a method takes is not judged here
export type AsyncMethod = (...args: any[]) => Promise<unknown>;

type IsAny<T> = 0 extends 1 & T ? true : false;

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

/** `unknown` if a value of type `T` can be stored as far as its type shows, else a {@link Refused}. */
export type IfStorable<T, What extends string> = [Surface<T> | Inside<T>] extends [never]
  ? unknown
  : Refused<`${What} cannot be stored: it is or holds ${Surface<T> | Inside<T>}`>;
