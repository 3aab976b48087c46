/**
 * Methods of an author's objects that are replaced for a while.
 *
 * Always: `restored` gives an object back what it had, so a scenario may use one object again and again.
 */
const replaced = new WeakMap<object, (() => void)[]>();

/** Puts a function in the place of a method. */
export function replace(object: object, name: string, value: (...args: never[]) => unknown): void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  const restore = (): void => void (before ? Object.defineProperty(object, name, before) : Reflect.deleteProperty(object, name));
  replaced.set(object, [restore, ...(replaced.get(object) ?? [])]);
  Object.defineProperty(object, name, { value, configurable: true });
}

/** Gives an object its own methods back. */
export function restored(object: object): void {
  for (const restore of replaced.get(object) ?? []) restore();
  replaced.delete(object);
}
