/**
 * The CBOR tags for what CBOR and `cbor-x` have no exact form for. They occur only inside {@link tags.graph}. Frozen:
 * see `docs/format.md`.
 */
const first = 0x57530000;

export const tags = {
  /** The whole payload: `[root, shared 1, shared 2, …]`. */
  graph: first,
  /** Index in that array: an object that is met again, or that lies too deep to be written in place. */
  reference: first + 1,
  /** `null`. */
  negativeZero: first + 2,
  /** A text with lone surrogates, as UTF-16LE bytes. */
  text: first + 3,
  /** An integer beyond 64 bits, as hexadecimal text with an optional minus. */
  bigint: first + 4,
  /** Milliseconds since 1970; NaN for an invalid date. */
  date: first + 5,
  /** `[source, flags]`. */
  regexp: first + 6,
  url: first + 7,
  arrayBuffer: first + 8,
  dataView: first + 9,
  /** `[key, value, key, value, …]`: an object with a key that has no plain form. */
  object: first + 10,
  /** The same, of an object without a prototype. */
  bareObject: first + 11,
  /** `[length, key, value, key, value, …]`: an array with holes, or with properties beside its elements. */
  array: first + 12,
  /** `[class, {message, stack, …}, {own fields}]`. */
  error: first + 13,
  /** `[codec, data]`: an instance of a class with a registered codec. Only as an element of the graph's array. */
  instance: first + 14,
  /** `[class, memory, offset, length]`: a view of memory that other views show too. */
  view: first + 15,
} as const;
