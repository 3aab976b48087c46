/**
 * The authors' error classes that workers of this process have loaded, per store: a client that shares the store object
 * with a worker throws the workflow's own class, without importing it.
 */
import type { ErrorClass } from '@waystone/core/runtime';

export type ErrorsByName = Readonly<Record<string, ErrorClass>>;

const none: ErrorsByName = {};
const loaded = new WeakMap<object, Map<string, ErrorsByName>>();

/** `store` is only the key. */
export function rememberErrors(store: object, graphHash: string, errors: ErrorsByName): void {
  const known = loaded.get(store) ?? new Map<string, ErrorsByName>();
  loaded.set(store, known.set(graphHash, errors));
}

export function knownErrors(store: object, graphHash: string): ErrorsByName {
  return loaded.get(store)?.get(graphHash) ?? none;
}
