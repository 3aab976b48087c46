/** Codec 2: JSON, which SQL can write. It is only read here. */
import { EnvelopePayloadError } from '@waystone/core';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws {EnvelopePayloadError} if the payload is not JSON in UTF-8. */
export function decodeJson(payload: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(payload));
  } catch (error) {
    throw new EnvelopePayloadError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
