/**
 * Continuations as envelopes: `{ v: value, k: { slot: live value } }` in one payload, so that what the value and the
 * live values share is still shared after a crash. See `docs/format.md`.
 */
import { ContinuationMismatchError, ValueNotStorableError } from '@waystone/core';
import type { Codec } from '../codec/index.js';
import { atEntry, type Continuation } from './continuation.js';

/** From a path in the stored form to one that the author knows: `.v.items[3]` → `input.items[3]`, `.k[2].run` → `order.run`. */
function pathIn(stored: string, root: string, slots: readonly string[]): string {
  const kept = /^\.k\[(\d+)\]/.exec(stored);
  if (kept === null) return root + stored.slice('.v'.length);
  return (slots[Number(kept[1])] ?? `slot ${kept[1]}`) + stored.slice(kept[0].length);
}

/**
 * Seals what a lane stands with. `root` is what errors call the value that the node was reached with, `slots` what they
 * call the live values (`Graph.slots`).
 *
 * @throws {ValueNotStorableError} naming the node, the variable and the path.
 * @throws {ValueTooLargeError} if the envelope would be too large.
 */
export function sealContinuation(
  codec: Codec,
  { node, value, kept }: Continuation,
  root: string,
  slots: readonly string[] = [],
): Uint8Array {
  return namingPlaces({ node, root, slots }, () => codec.seal({ v: value, k: kept }, root));
}

/** A sealed continuation, for those who go on with it. */
export interface Standing {
  readonly node: string;
  readonly envelope: Uint8Array;
  /** What {@link openContinuation} gives, its value and its live values sharing nothing; absent: it is to be asked. */
  readonly copy: Continuation | undefined;
}

/** Like {@link sealContinuation}, for a lane that goes on here. */
export function standAt(codec: Codec, { node, value, kept }: Continuation, root: string, slots: readonly string[]): Standing {
  const { envelope, copy } = namingPlaces({ node, root, slots }, () => codec.sealAndCopy({ v: value, k: kept }, root));
  return { node, envelope, copy: copy === undefined ? undefined : continuationIn(node, copy) };
}

interface Place {
  readonly node: string;
  readonly root: string;
  readonly slots: readonly string[];
}

function namingPlaces<Result>({ node, root, slots }: Place, seal: () => Result): Result {
  try {
    return seal();
  } catch (error) {
    if (!(error instanceof ValueNotStorableError)) throw error;
    throw new ValueNotStorableError(pathIn(error.path.slice(root.length), root, slots), error.found, node === atEntry ? undefined : node);
  }
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
  return continuationIn(node, codec.open(envelope));
}

function continuationIn(node: string, content: unknown): Continuation {
  if (!isRecord(content) || !('v' in content) || !isRecord(content['k'])) {
    throw new ContinuationMismatchError(node, 'it does not hold a value and live values');
  }
  return { node, value: content['v'], kept: content['k'] };
}
