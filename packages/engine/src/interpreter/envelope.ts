/**
 * Continuations as envelopes: `{ v: value, k: { slot: live value } }` in one payload, so that what the value and the
 * live values share is still shared after a crash. See `docs/format.md`.
 */
import { ContinuationMismatchError } from '@waystone/core';
import type { Codec } from '../codec/index.js';
import type { Continuation } from './continuation.js';

/** Seals what a lane stands with. `root` names the value in errors. */
export function sealContinuation(codec: Codec, { value, kept }: Continuation, root: string): Uint8Array {
  return codec.seal({ v: value, k: kept }, root);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Opens what {@link sealContinuation} sealed, for a lane that stands at `node`.
 *
 * @throws {EnvelopeError} if the bytes are damaged or hold something else.
 */
export function openContinuation(codec: Codec, node: string, envelope: Uint8Array): Continuation {
  const content = codec.open(envelope);
  if (!isRecord(content) || !('v' in content) || !isRecord(content['k'])) throw new ContinuationMismatchError(node, 'it holds no value and live values');
  return { node, value: content['v'], kept: content['k'] };
}
