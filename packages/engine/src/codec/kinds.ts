/** The kinds of objects that can be stored, and how they are recognized: by their exact prototype. */
import { codecOf } from '@waystone/core/runtime';
import { types } from 'node:util';

export type Kind =
  | 'object'
  | 'bareObject'
  | 'array'
  | 'map'
  | 'set'
  | 'date'
  | 'bytes'
  | 'arrayBuffer'
  | 'dataView'
  | 'regexp'
  | 'url'
  | 'error'
  | 'instance';

/** The typed arrays that can be stored. */
export const typedArrays = [
  Buffer,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
  BigUint64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  BigInt64Array,
  Float32Array,
  Float64Array,
];

const byPrototype = new Map<unknown, Kind>([
  [null, 'bareObject'],
  [Map.prototype, 'map'],
  [Set.prototype, 'set'],
  [Date.prototype, 'date'],
  [ArrayBuffer.prototype, 'arrayBuffer'],
  [DataView.prototype, 'dataView'],
  [RegExp.prototype, 'regexp'],
  [URL.prototype, 'url'],
  ...typedArrays.map(({ prototype }): [unknown, Kind] => [prototype, 'bytes']),
]);

/** The kind that an object's prototype claims; errors and unknown classes have none here. Fast. */
export function claimedKind(value: object): Kind | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return 'object';
  return prototype === Array.prototype ? 'array' : byPrototype.get(prototype);
}

const yes = (): boolean => true;

function isGenuineUrl(value: URL): boolean {
  try {
    return URL.canParse(value.href);
  } catch {
    return false;
  }
}

/** An object can have a prototype without being what it stands for: `Object.create(Date.prototype)`. */
const genuine: { readonly [K in Kind]: (value: object) => boolean } = {
  object: yes,
  bareObject: yes,
  array: Array.isArray,
  map: types.isMap,
  set: types.isSet,
  date: types.isDate,
  bytes: types.isTypedArray,
  arrayBuffer: types.isArrayBuffer,
  dataView: types.isDataView,
  regexp: types.isRegExp,
  url: (value) => isGenuineUrl(value as URL),
  error: yes,
  instance: yes,
};

function instanceKind(value: object): Kind | undefined {
  return codecOf(Object.getPrototypeOf(value)) && 'instance';
}

/** The kind of an object; `undefined`: it cannot be stored. */
export function kindOf(value: object): Kind | undefined {
  const kind = value instanceof Error ? 'error' : (claimedKind(value) ?? instanceKind(value));
  return kind !== undefined && genuine[kind](value) ? kind : undefined;
}
