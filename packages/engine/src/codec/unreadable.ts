/** A payload that is not what the format says: forged, or written by something else. */
export class Unreadable extends Error {}

/** @throws {Unreadable} if the maker does not take what a payload gives it. */
export function madeOf<Value>(what: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw new Unreadable(`${what} cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  }
}
