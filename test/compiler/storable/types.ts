/** Types, each with what `whyNotStorable` says of it; read by `storable.test.ts`, never run. */
import type { Socket } from 'node:net';
import type { EventEmitter } from 'node:events';

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

interface Counted extends Array<number> {
  readonly count: number;
}

type Json = string | number | boolean | null | Json[] | { readonly [key: string]: Json };
type Brand<T, B> = T & { readonly [brand]: B };
type Methods = { readonly [K in keyof Item]: () => Item[K] };
type Shape = { readonly kind: 'circle'; readonly radius: number } | { readonly kind: 'square'; readonly side: number };

export interface Cases<G, I extends Item, F extends () => void> {
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
  'it is an instance of class `Socket`': Socket;
  'it is an instance of `Response`': Response;
  'it is an array with fields of its own (`TemplateStringsArray`)': TemplateStringsArray;
  'it is an array with fields of its own (`Counted`)': Counted;
  '`charge` is a function': Service;
  '`name` is a function': Methods;
  '`resume` is a function': Interrupted;
  '`[].total` is an instance of class `Money`': { readonly total: Money }[];
  '`keys()` is an instance of class `Money`': Map<Money, string>;
  '`values().price` is a promise': Set<{ readonly price: Promise<number> }>;
  '`a.b[].c` is a function': { readonly a: { readonly b: readonly { readonly c: () => void }[] } };
  '`[]` is a function': Record<string, () => void>;
  '`value.price` is a symbol': Tree<{ readonly price: symbol }>;
  '`emitter` is an instance of class `EventEmitter`': { readonly emitter: EventEmitter };
  '`run` is a function': Item & { readonly run: () => void };
}
