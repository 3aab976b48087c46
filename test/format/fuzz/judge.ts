/**
 * What is true of any bytes that are opened: they give a value, or a named error. A value can be sealed, and comes back the same; an
 * error is not one that JavaScript threw at a reader that did not look. Nothing else in the process has changed.
 */
import { EnvelopeError, EnvelopePayloadError, ValueTooLargeError, WaystoneError } from '@waystone/core';
import { wrap } from '../../../packages/engine/src/codec/envelope.js';
import { createCodec } from '../../../packages/engine/src/codec/index.js';
import { inJson } from './in-json.js';

const codec = createCodec();

export type Verdict = 'a value' | 'an error';

/** @throws Error if something else came of the bytes. */
export function judge(envelope: Uint8Array): Verdict {
  const before = prototypes();
  const verdict = verdictOn(envelope);
  if (prototypes() !== before) throw new Error('a prototype was changed');
  return verdict;
}

function verdictOn(envelope: Uint8Array): Verdict {
  try {
    return judgeValue(codec.open(envelope));
  } catch (error) {
    return judgeError(error);
  }
}

/** Something happened to an envelope on its way. */
export function judgeDamage(envelope: Uint8Array, whole: Uint8Array): Verdict {
  const verdict = judge(envelope);
  if (verdict === 'a value' && Buffer.compare(envelope, whole) !== 0) throw new Error('damage was overlooked');
  return verdict;
}

/** A payload with a right checksum. */
export function judgePayload(payload: Uint8Array): Verdict {
  return judge(wrap(payload));
}

/** A payload in codec 2. */
export function judgeJson(text: string): Verdict {
  return judge(inJson(Buffer.from(text)));
}

function judgeValue(value: unknown): Verdict {
  const sealed = sealedOf(value);
  const again = sealed && codec.seal(codec.open(sealed));
  if (sealed && again && Buffer.compare(sealed, again) !== 0) throw new NotTheSame('what was opened does not come back the same');
  return 'a value';
}

/** A reader takes more objects than a writer. */
function sealedOf(value: unknown): Uint8Array | undefined {
  try {
    return codec.seal(value);
  } catch (error) {
    if (error instanceof ValueTooLargeError && error.unit === 'objects') return undefined;
    throw error;
  }
}

class NotTheSame extends Error {}

/** @param code Of the error that says why the value is not stored; `undefined`: it is, and comes back the same. */
export function judgeSealing(value: unknown, code: string | undefined): void {
  try {
    codec.seal(value);
    judgeValue(value);
  } catch (error) {
    if (code !== undefined && error instanceof WaystoneError && error.code === code) return;
    throw error;
  }
  if (code !== undefined) throw new Error(`it was stored, and not refused with ${code}`);
}

function judgeError(error: unknown): Verdict {
  if (!(error instanceof EnvelopeError)) throw error;
  if (!(error instanceof EnvelopePayloadError)) return 'an error';
  if (error.cause instanceof TypeError || error.cause instanceof RangeError)
    throw new Error('the reader did not look', { cause: error.cause });
  return 'an error';
}

const shared = [Object, Array, Map, Set, Error, Function, String, Number, Promise].map(({ prototype }) => prototype as object);

function prototypes(): string {
  return shared.map((prototype) => Reflect.ownKeys(prototype).length).join();
}
