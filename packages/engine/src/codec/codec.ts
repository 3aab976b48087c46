/**
 * Values and bytes: `seal` makes an envelope of a value, `open` gives an equal value back.
 *
 * Always: a sealed envelope shares no memory with anything; an opened value shares none with its envelope; what cannot
 * come back equal is refused, with its path; bytes that are not an envelope are an {@link EnvelopeError}, never another
 * exception.
 */
import { ValueTooLargeError } from '@waystone/core';
import type { ErrorClass } from '@waystone/core/runtime';
import { decodePayload, encodePayload } from './cbor.js';
import { unwrap, wrap } from './envelope.js';
import type { Unwrapped } from './envelope.js';
import { ErrorClasses } from './error-classes.js';
import { decodeJson } from './json.js';

/** 32 MiB. */
const defaultMaxBytes = 32 * 1024 * 1024;

export interface CodecOptions {
  /** Error classes by the name under which they are stored; the same names must be given when the value is opened. */
  readonly errors?: Readonly<Record<string, ErrorClass>>;
  /** Largest envelope that `seal` makes, in bytes. Default: 32 MiB. */
  readonly maxBytes?: number;
}

/** An envelope, for those who go on with what is in it. */
export interface Sealed {
  readonly envelope: Uint8Array;
  /** What {@link Codec.open} gives, if it was had for less; no object in it is met twice. Absent: `open` is to be asked. */
  readonly copy: unknown;
}

export interface Codec {
  /**
   * Makes an envelope of a value. `root` is what errors call the value; default `value`.
   *
   * @throws {ValueNotStorableError} naming the path of what cannot be stored, e.g. `input.items[3].price`.
   * @throws {ValueTooLargeError} if the envelope would be larger than `maxBytes`, or holds too many objects (`docs/format.md`).
   */
  seal(value: unknown, root?: string): Uint8Array;
  /** Like {@link seal}, and gives a copy of the value where that need not be read from the envelope. */
  sealAndCopy(value: unknown, root?: string): Sealed;
  /**
   * Opens an envelope.
   *
   * @throws {EnvelopeError} if the bytes are not an envelope that this release can read, or damaged.
   */
  open(envelope: Uint8Array): unknown;
}

/**
 * @example
 * const codec = createCodec({ errors: { PaymentDeclined } });
 * codec.open(codec.seal(new Map([['a', 1n]])));   // Map { 'a' → 1n }
 */
export function createCodec({ errors = {}, maxBytes = defaultMaxBytes }: CodecOptions = {}): Codec {
  const classes = new ErrorClasses(errors);
  const sealAndCopy = (value: unknown, root = 'value'): Sealed => {
    const { payload, copy } = encodePayload(value, { root, maxBytes, classes });
    const envelope = wrap(payload);
    if (envelope.length > maxBytes) throw new ValueTooLargeError(root, 'bytes', { size: envelope.length, limit: maxBytes });
    return { envelope, copy };
  };
  const open = (envelope: Uint8Array): unknown => {
    const { codec, payload } = unwrap(envelope);
    return decoders[codec](payload, classes);
  };
  return {
    seal: (value, root) => sealAndCopy(value, root).envelope,
    sealAndCopy,
    open,
  };
}

const decoders: { readonly [Codec in Unwrapped['codec']]: (payload: Buffer, classes: ErrorClasses) => unknown } = {
  cbor: decodePayload,
  json: decodeJson,
};
