/**
 * The types that the platform declares (JavaScript's libraries, the DOM, Node.js), and what of them can be stored.
 *
 * Always: recognized by name *and* by where they are declared; a name alone could be the author's.
 */
import { ts } from '../../typescript.js';

/** Built-in classes that the codec takes as they are. */
const opaque: ReadonlySet<string> = new Set(
  (
    'Date RegExp RegExpMatchArray RegExpExecArray RegExpIndicesArray URL ArrayBuffer ArrayBufferView DataView Buffer Object Int8Array Uint8Array ' +
    'Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array'
  ).split(' '),
);

/** Members of unions that the platform declares for bytes of any kind; nobody means them. */
const rarelyMeant: ReadonlySet<string> = new Set(['Float16Array', 'SharedArrayBuffer']);

/** Built-in containers, with what a path says of each of their type arguments. */
const containers: Readonly<Record<string, readonly string[]>> = {
  Array: ['[]'],
  ReadonlyArray: ['[]'],
  Map: ['.keys()', '.values()'],
  ReadonlyMap: ['.keys()', '.values()'],
  Set: ['.values()'],
  ReadonlySet: ['.values()'],
};

/** What a value is that cannot be stored. Says what can be done about it. */
export type Obstacle = 'function' | 'class' | 'symbol' | 'promise' | 'iterator' | 'accessor' | 'instance' | 'platform' | 'list';

const iterators: readonly string[] = [
  'Iterator',
  'IteratorObject',
  'IterableIterator',
  'ArrayIterator',
  'MapIterator',
  'SetIterator',
  'StringIterator',
  'RegExpStringIterator',
];

interface Refused {
  readonly obstacle: Obstacle;
  readonly reason: string;
}

/** Built-in types whose name tells more than their structure would. */
const refused: Readonly<Record<string, Refused>> = {
  Promise: { obstacle: 'promise', reason: 'a promise' },
  PromiseLike: { obstacle: 'promise', reason: 'a promise' },
  Function: { obstacle: 'function', reason: 'a function' },
  CallableFunction: { obstacle: 'function', reason: 'a function' },
  NewableFunction: { obstacle: 'class', reason: 'a class' },
  ...Object.fromEntries(iterators.map((name) => [name, { obstacle: 'iterator', reason: 'an iterator' } satisfies Refused])),
  TemplateStringsArray: { obstacle: 'list', reason: 'an array with fields of its own' },
  Iterable: { obstacle: 'iterator', reason: 'an `Iterable` and may be an iterator' },
  Generator: { obstacle: 'iterator', reason: 'a generator' },
  AsyncGenerator: { obstacle: 'iterator', reason: 'a generator' },
  AsyncIterator: { obstacle: 'iterator', reason: 'an asynchronous iterator' },
  AsyncIteratorObject: { obstacle: 'iterator', reason: 'an asynchronous iterator' },
  AsyncIterableIterator: { obstacle: 'iterator', reason: 'an asynchronous iterator' },
  AsyncIterable: { obstacle: 'iterator', reason: 'an asynchronous iterator' },
};

/** What to keep instead of a built-in object. */
const substitutes: Readonly<Record<string, string>> = {
  AbortController: 'Use the `signal` of `context()` in the task that needs it',
  AbortSignal: 'Use the `signal` of `context()` in the task that needs it',
  FormData: 'Keep its entries: `[...data]`',
  Float16Array: 'Keep a `Float32Array` of it',
  Headers: 'Keep its entries: `[...headers]`',
  Request: 'Make it in the task that sends it',
  Response: 'Read it in the task that gets it, and return what it holds: `await response.json()`',
  SharedArrayBuffer: 'Keep a copy of its bytes in an `ArrayBuffer`',
  Timeout: 'Wait with `sleep`',
  URLSearchParams: 'Keep its text: `params.toString()`',
  WeakMap: 'Use a `Map` with keys that can be stored',
  WeakRef: 'Keep the value itself, if it can be stored',
  WeakSet: 'Use a `Set` of what can be stored',
};

/** What to write instead of keeping a built-in object of this name. */
export function substituteFor(name: string): string | undefined {
  return substitutes[name];
}

/** The name of a type that the platform declares. */
export function platformName(type: ts.Type, program: ts.Program): string | undefined {
  const declaration = type.symbol?.declarations?.[0];
  if (declaration === undefined || type.symbol.flags & ts.SymbolFlags.TypeLiteral) return undefined;
  return isOfPlatform(declaration.getSourceFile(), program) ? type.symbol.name : undefined;
}

/** Whether the platform declares a property, as it does `length` of an array. */
export function isPlatformMember({ declarations = [] }: ts.Symbol, program: ts.Program): boolean {
  return declarations.some((declaration) => isOfPlatform(declaration.getSourceFile(), program));
}

function isOfPlatform(file: ts.SourceFile, program: ts.Program): boolean {
  return program.isSourceFileDefaultLibrary(file) || file.fileName.includes('/node_modules/@types/node/');
}

export function isOpaque(name: string | undefined): boolean {
  return name !== undefined && opaque.has(name);
}

export function isRarelyMeant(name: string | undefined): boolean {
  return name !== undefined && rarelyMeant.has(name);
}

/** What a path says of each type argument of a built-in container. */
export function containerSteps(name: string | undefined): readonly string[] | undefined {
  return name === undefined || !Object.hasOwn(containers, name) ? undefined : containers[name];
}

export function refusedByName(name: string | undefined): Refused | undefined {
  return name === undefined || !Object.hasOwn(refused, name) ? undefined : refused[name];
}
