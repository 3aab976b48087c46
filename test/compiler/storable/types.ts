/** Types, each with what `whyNotStorable` says of it; read by `storable.test.ts`, never run. */
import { registerCodec } from '@waystone/core';
import type { Socket } from 'node:net';
import type { EventEmitter } from 'node:events';
import { z } from 'zod';

declare const brand: unique symbol;

class Money {
  constructor(readonly cents: number) {}
}

class Declined extends Error {
  constructor(readonly code: string) {
    super(code);
  }

  isFinal(): boolean {
    return this.code === 'final';
  }
}

class Interrupted extends Declined {
  constructor(readonly resume: () => void) {
    super('interrupted');
  }
}

class Weight {
  readonly #grams: number;

  private constructor(grams: number) {
    this.#grams = grams;
  }

  static {
    registerCodec(Weight, { name: 'Weight', encode: (weight) => weight.#grams, decode: (grams) => new Weight(grams) });
  }
}

class Box<T> {
  constructor(readonly content: T) {}

  open(): T {
    return this.content;
  }
}

registerCodec(Box, { name: 'Box', encode: ({ content }) => content, decode: (content: unknown) => new Box(content) });

interface Item {
  readonly name: string;
  readonly price: bigint;
  readonly tags?: readonly string[];
}

interface Tree<T> {
  readonly value: T;
  readonly children: Tree<T>[];
}

interface Nest<T> {
  readonly next?: Nest<T[]>;
}

interface Branching<T> {
  readonly list?: Branching<T[]>;
  readonly set?: Branching<Set<T>>;
  readonly map?: Branching<Map<string, T>>;
}

interface Service {
  charge(item: Item): void;
}

interface Page<T extends Item> {
  readonly items: readonly T[];
  readonly next: number | undefined;
}

enum Color {
  red,
  green,
}

interface Printed extends ReadonlyArray<number> {
  print(): void;
}

interface Counted extends Array<number> {
  readonly count: number;
}

type Json = string | number | boolean | null | Json[] | { readonly [key: string]: Json };
type Brand<T, B> = T & { readonly [brand]: B };
type Methods = { readonly [K in keyof Item]: () => Item[K] };
interface JsonList extends Array<JsonRow> {}
interface JsonRow {
  readonly [key: string]: string | number | null | JsonList | JsonRow;
}

/** As a library for databases writes the rows of a table. */
interface OrderRow {
  readonly id: bigint;
  readonly createdAt: Date;
  readonly payload: JsonRow | null;
  readonly digest: Uint8Array;
  readonly tags: readonly string[];
}

const orderSchema = z.object({
  id: z.uuid().brand<'OrderId'>(),
  placed: z.date(),
  event: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('paid'), cents: z.int() }),
    z.object({ kind: z.literal('sent'), parcels: z.set(z.string()) }),
  ]),
  extra: z.record(z.string(), z.unknown()),
  lines: z.array(z.object({ sku: z.string(), count: z.number().default(1) })).readonly(),
  onPaid: z.function().optional(),
});

class Price extends Money {
  format(): string {
    return String(this.cents);
  }
}

interface Lazy<T = () => void> {
  readonly value: T;
}

interface Link {
  readonly next?: this;
  readonly value: number;
}

type Frozen<T> = { readonly [K in keyof T]: Frozen<T[K]> };
type Data<T> = { [K in keyof T as T[K] extends (...args: never[]) => unknown ? never : K]: T[K] };
type Getters<T> = { readonly [K in keyof T as `get${Capitalize<string & K>}`]: () => T[K] };
type TextOrFunction<T> = T extends string ? Date : () => void;
type Awaitable<T> = T | Promise<T>;
type Nested = Map<string, Nested>;
type Shape = { readonly kind: 'circle'; readonly radius: number } | { readonly kind: 'square'; readonly side: number };

export interface Cases<G, I extends Item, F extends () => void, L extends readonly Item[], D = Money, M extends Money = Money> {
  'string is storable': string;
  'literal union is storable': 'low' | 'high' | 3 | undefined | null;
  'template literal is storable': `${number}s`;
  'bigint is storable': bigint;
  'enum is storable': Color;
  // oxlint-disable-next-line typescript/no-explicit-any -- the case is about it
  'any is storable': any;
  'unknown is storable': unknown;
  'object is storable': object;
  'empty object type is storable': {};
  'date is storable': Date;
  'collections are storable': Map<string, Set<Date>>;
  'readonly collections are storable': ReadonlyMap<string, ReadonlySet<bigint>>;
  'bytes are storable': Uint8Array | Buffer | ArrayBuffer | Float64Array;
  'matches are storable': RegExpMatchArray | RegExpExecArray;
  'regexp and url are storable': { readonly pattern: RegExp; readonly url: URL };
  'errors are storable': Error | TypeError | AggregateError;
  "author's error with a method is storable": Declined;
  'interface is storable': Item;
  'tuple is storable': readonly [string, Item?, ...number[]];
  'recursive type is storable': Tree<Item>;
  'endless type is storable': Nest<string>;
  'type that is endless in several ways is storable': Branching<string>;
  'json is storable': Json;
  'discriminated union is storable': Shape;
  'branded string is storable': Brand<string, 'OrderId'>;
  'mapped type is storable': Partial<Record<'low' | 'high', Item>>;
  'generic is storable': Page<Item>;
  'unconstrained parameter is storable': G;
  'constrained parameter is storable': I;
  'settled results are storable': PromiseSettledResult<Item>[];
  'intersection of objects is storable': Item & { readonly count: number };
  'indexed access is storable': I['price'];
  'list declared as an interface is storable': JsonList;
  'list with a field is storable': Counted;
  'row of a table is storable': OrderRow;
  'part of a row is storable': Partial<Pick<OrderRow, 'id' | 'createdAt'>> & Omit<OrderRow, 'payload'>;
  'what a schema infers is storable': Omit<z.infer<typeof orderSchema>, 'onPaid'>;
  'branded date is storable': Brand<Date, 'Birthday'>;
  'branded list is storable': Brand<readonly string[], 'Names'>;
  'branded tuple is storable': Brand<[string, number], 'Pair'>;
  'list with a brand by name is storable': string[] & { readonly __brand: 'Names' };
  'branded collection is storable': Brand<ReadonlyMap<string, Date>, 'Dates'>;
  'readonly date is storable': Readonly<Date>;
  'frozen row is storable': Frozen<OrderRow>;
  'error of the system is storable': Declined & NodeJS.ErrnoException;
  'error with a field is storable': Error & { readonly status: number };
  'fields of a class are storable': Pick<Price, 'cents'>;
  'data of a class is storable': Data<Price>;
  'bytes of any kind are storable': NodeJS.TypedArray | ArrayBufferView | ArrayBufferLike;
  'list-like is storable': ArrayLike<string>;
  'enum object is storable': typeof Color;
  'recursive alias is storable': Nested;
  'polymorphic this is storable': Link;
  'argument of a generic is storable': Lazy<string>;
  'conditional type is storable': TextOrFunction<'a'>;
  'absent method is storable': { readonly run?: never };
  'environment is storable': NodeJS.ProcessEnv;
  'parameter that is a list is storable': L;
  'parameter that is open by default is storable': D;

  'class with a codec is storable': Weight;
  'generic class with a codec is storable': readonly Box<string>[];
  'class with a codec and a brand is storable': Brand<Weight, 'Net'>;
  'it is a function': () => void;
  'it is a function, when optional': (() => void) | undefined;
  'it is a function, by its global name': Function;
  'it is a function, as a parameter': F;
  'it is a class': typeof Money;
  'it is a symbol': symbol;
  'it is a promise': Promise<string>;
  'it is an iterator': IterableIterator<string>;
  'it is an iterator, of a map': MapIterator<string>;
  'it is a generator': Generator<number>;
  'it is an instance of class `Money`': Money;
  'it is an instance of `WeakMap`': WeakMap<object, string>;
  'it is an instance of `AbortSignal`': AbortSignal;
  'it is an instance of `Socket`': Socket;
  'it is an instance of `Response`': Response;
  'it is an array with fields of its own': TemplateStringsArray;
  '`print` is a function': Printed;
  '`charge` is a function': Service;
  '`name` is a function': Methods;
  '`resume` is a function': Interrupted;
  '`[].total` is an instance of class `Money`': { readonly total: Money }[];
  '`keys()` is an instance of class `Money`': Map<Money, string>;
  '`values().price` is a promise': Set<{ readonly price: Promise<number> }>;
  '`a.b[].c` is a function': { readonly a: { readonly b: readonly { readonly c: () => void }[] } };
  '`[]` is a function': Record<string, () => void>;
  '`value.price` is a symbol': Tree<{ readonly price: symbol }>;
  '`emitter` is an instance of `EventEmitter`': { readonly emitter: EventEmitter };
  'it is an instance of class `Money`, as a parameter': M;
  'it is an instance of class `Money`, as one of two': Money | { readonly cents: number };
  'it is an instance of class `Money`, made by its class': InstanceType<typeof Money>;
  'it is an asynchronous iterator': AsyncIterable<string>;
  'it is an `Iterable` and may be an iterator': Iterable<string>;
  'it is a promise, or not': Awaitable<string>;
  'it is an instance of `SharedArrayBuffer`': SharedArrayBuffer;
  'it is an instance of `Float16Array`': Float16Array;
  'it is an instance of `WeakRef`': WeakRef<object>;
  'it is an instance of `URLSearchParams`': URLSearchParams;
  'it is an instance of `Headers`': Headers;
  'it is an instance of `Request`': Request;
  'it is an instance of `NumberFormat`': Intl.NumberFormat;
  'it is an instance of `Timeout`': NodeJS.Timeout;
  'it is a function, of a generic': <T>(value: T) => T;
  'it is a class, abstract': abstract new () => Date;
  'it is a function, by a condition': TextOrFunction<number>;
  '`value` is a function': Lazy;
  '`format` is a function': Partial<Price>;
  '`getName` is a function': Getters<Item>;
  '`onPaid` is a function': z.infer<typeof orderSchema>;
  '`["~standard"].validate` is a function': typeof orderSchema;
  '`[1]` is an instance of class `Money`': readonly [string, Money];
  '`[1]` is a function': [first: string, second?: () => void];
  '`[]` is an instance of class `Money`': readonly [string, ...Money[]];
  '`[].value` is an instance of class `Money`': PromiseSettledResult<Money>[];
  '`values()` is an instance of class `Money`': Readonly<Map<string, Money>>;
  '`values().items.values()` is an instance of class `Money`': Map<string, { readonly items: Set<Money> }>;
  '`[Symbol.iterator]` is a function': { [Symbol.iterator](): Iterator<string> };
  '`["unit price"]` is a symbol': { readonly 'unit price': symbol };
  '`order.items[].render` is a function': { readonly order: { readonly items: { render(): string }[] } };
  '`run` is a function': Item & { readonly run: () => void };
}
