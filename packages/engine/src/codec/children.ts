/** What an object holds, for walks over values of any shape. */
import { encodeInstance } from './instances.js';
import type { Kind } from './kinds.js';

type Children = (value: never) => Iterable<unknown>;

const none = (): readonly unknown[] => [];
const fields = (value: object): readonly unknown[] => Object.values(value);

function* entries(map: ReadonlyMap<unknown, unknown>): Generator<unknown> {
  for (const [key, value] of map) {
    yield key;
    yield value;
  }
}

/** Errors are left out: which of their fields are stored is decided in `error-parts.ts`. */
const children: { readonly [K in Exclude<Kind, 'error'>]: Children } = {
  object: fields,
  bareObject: fields,
  array: fields,
  map: entries,
  set: (set: ReadonlySet<unknown>) => set,
  date: none,
  bytes: none,
  arrayBuffer: none,
  dataView: none,
  regexp: none,
  url: none,
  instance: (value: object) => [encodeInstance(value).data],
};

/** The values directly inside an object, in the order in which they are stored. */
export function childrenOf(kind: Exclude<Kind, 'error'>, value: object): Iterable<unknown> {
  return children[kind](value as never);
}

const isName = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function keyStep(key: string): string {
  if (isName.test(key)) return `.${key}`;
  return /^\d+$/.test(key) ? `[${key}]` : `[${JSON.stringify(key)}]`;
}

function mapStep(map: ReadonlyMap<unknown, unknown>, position: number): string {
  const index = Math.floor(position / 2);
  if (position % 2 === 0) return `.keys()[${index}]`;
  const key = [...map.keys()][index];
  if (typeof key === 'object' && key !== null) return `.values()[${index}]`;
  return `.get(${typeof key === 'string' ? JSON.stringify(key) : String(key)})`;
}

/** How a path names the child at a position of {@link childrenOf}: `.price`, `[3]`, `.get("a")`. */
export function stepTo(kind: Kind, value: object, position: number): string {
  if (kind === 'map') return mapStep(value as ReadonlyMap<unknown, unknown>, position);
  if (kind === 'set') return `.values()[${position}]`;
  return kind === 'instance' ? '.encode()' : keyStep(Object.keys(value)[position] ?? '');
}
