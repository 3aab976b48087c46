/** Envelopes in codec 2, which no program here writes. */
import { crc32 } from 'node:zlib';
import { wrap } from '../../../packages/engine/src/codec/envelope.js';

export function inJson(payload: Uint8Array): Uint8Array {
  const envelope = Buffer.from(wrap(payload));
  envelope[3] = 2;
  envelope.writeUInt32BE(crc32(envelope.subarray(0, -4)), envelope.length - 4);
  return envelope;
}
