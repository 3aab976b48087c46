/**
 * Short texts in ASCII, which most are, faster than a call out of JavaScript would make them; and the keys of objects, which
 * are the same again and again.
 */

/** Up to here a text is put together from its letters. */
export const longestSpelt = 12;
/** Up to here, looking at each byte is cheaper than asking whether all are UTF-8. */
export const longestChecked = 64;

const longestKey = 32;
const places = 1024;
/** By a hash of length and letters; a key gives way to the next one of the same hash. */
const keys = new Array<string | undefined>(places).fill(undefined);

export function isAsciiIn(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((bytes[at] ?? 0) > 0x7f) return false;
  return true;
}

/** `undefined`: it is not all ASCII. */
export function spelt(bytes: Uint8Array, start: number, length: number): string | undefined {
  let text = '';
  for (let at = start; at < start + length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7f) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** The key that stands there, if it was met before. */
export function keyAt(bytes: Uint8Array, start: number, length: number): string | undefined {
  if (length > longestKey || length === 0) return undefined;
  const first = bytes[start] ?? 0;
  const last = bytes[start + length - 1] ?? 0;
  const known = keys[hash(length, first, last)];
  if (known?.length !== length) return undefined;
  for (let index = 0; index < length; index += 1) if (known.charCodeAt(index) !== bytes[start + index]) return undefined;
  return known;
}

/** @param length Of its bytes. */
export function rememberKey(key: string, length: number): void {
  // As many letters as bytes: it is ASCII.
  if (length > longestKey || length === 0 || key.length !== length) return;
  keys[hash(length, key.charCodeAt(0), key.charCodeAt(length - 1))] = key;
}

function hash(length: number, first: number, last: number): number {
  return (length * 31 + first * 7 + last * 131) % places;
}
