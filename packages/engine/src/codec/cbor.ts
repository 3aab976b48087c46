/** Codec 1: CBOR, by `cbor-x` unless it is a small tree. Plain values are written as they are, all others by way of {@link lower}. */
import { EnvelopeError, EnvelopePayloadError, ValueNotStorableError, ValueTooLargeError } from '@waystone/core';
import { Encoder, type Options } from 'cbor-x';
import type { ErrorClasses } from './error-classes.js';
import { explain } from './explain.js';
import { Size } from './limits.js';
import { lower } from './lower.js';
import { formOf, type Form } from './plain.js';
import { readCbor } from './read-cbor.js';
import { revive } from './revive.js';
import { writeSmallTree } from './small-trees.js';

/** Beyond this, the encoder's own buffer is given back rather than kept for the next value. */
const largestKeptBuffer = 1024 * 1024;
const initialBuffer = 8192;
/** `cbor-x` goes on at the same place of its buffer next time; what it returned has been copied by then. */
const resetBuffer = 1024;

/** What `cbor-x` has beyond its declarations. */
interface FullEncoder {
  encode(value: unknown, mode: number): Uint8Array;
  useBuffer(buffer: Uint8Array): void;
}

function encoder(sharing: boolean): FullEncoder {
  // Neither records nor shared structures: every payload can be read alone, by any CBOR tool.
  const options: Options = { useRecords: false, variableMapSize: true };
  return new Encoder({ ...options, structuredClone: sharing }) as unknown as FullEncoder;
}

const trees = encoder(false);
/** Marks what is met again, as value sharing (tags 28 and 29). */
const sharings = encoder(true);

function encode(cbor: FullEncoder, value: unknown): Uint8Array {
  const payload = cbor.encode(value, resetBuffer);
  if (payload.length > largestKeptBuffer) cbor.useBuffer(Buffer.allocUnsafeSlow(initialBuffer));
  return payload;
}

type Encode = (value: unknown, classes: ErrorClasses, size: Size) => Uint8Array;

const byForm: { readonly [F in Form]: Encode } = {
  tree: (value) => encode(trees, value),
  sharing: (value) => encode(sharings, value),
  other: (value, classes, size) => encode(trees, lower(value, classes, size)),
};

interface Encoded {
  /** Valid until the next call. */
  readonly payload: Uint8Array;
  /** What reading it gives, no object in it met twice; absent if that was not had on the way. */
  readonly copy: unknown;
}

interface EncodeOptions {
  /** Names the value in errors. */
  readonly root: string;
  readonly maxBytes: number;
  readonly classes: ErrorClasses;
}

export function encodePayload(value: unknown, { root, maxBytes, classes }: EncodeOptions): Encoded {
  try {
    const small = writeSmallTree(value);
    if (small && small.payload.length <= maxBytes) return small;
    const form = formOf(value, new Size(root, maxBytes));
    return { payload: byForm[form](value, classes, new Size(root, maxBytes)), copy: undefined };
  } catch (error) {
    if (error instanceof ValueTooLargeError) throw error;
    const problem = explain(value);
    if (problem === undefined) throw error;
    throw new ValueNotStorableError(root + problem.path, problem.found);
  }
}

/** @throws {EnvelopePayloadError} whatever is wrong with the payload. */
export function decodePayload(payload: Buffer, classes: ErrorClasses): unknown {
  try {
    return revive(readCbor(payload), classes);
  } catch (error) {
    if (error instanceof EnvelopeError) throw error;
    throw new EnvelopePayloadError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
