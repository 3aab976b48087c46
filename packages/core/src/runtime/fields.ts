/** Fields that `signal()` and `status()` make learn their names here: a field initializer cannot know its own. */
import { assert } from '../errors/base.js';

const names = new WeakMap<object, string>();

/** Tells a signal or status the name of the field that holds it. Called when an instance is bound to its graph. */
export function nameField(field: object, name: string): void {
  names.set(field, name);
}

/** The name of a signal or status. */
export function fieldName(field: object): string {
  const name = names.get(field);
  assert(name !== undefined, 'a signal or status was used before its instance was bound');
  return name;
}

/** As {@link fieldName}, with a stand-in for a class that was never bound: in plain runs names are for people only. */
export function fieldNameOr(field: object, fallback: string): string {
  return names.get(field) ?? fallback;
}
