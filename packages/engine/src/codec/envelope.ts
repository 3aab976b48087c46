/**
 * The frame around a payload. Normative description: `docs/format.md`.
 *
 * | offset | bytes | content                                             |
 * | ------ | ----- | --------------------------------------------------- |
 * | 0      | 2     | magic, `57 53` (“WS”)                               |
 * | 2      | 1     | format version, 1                                   |
 * | 3      | 1     | codec id, 1: CBOR, 2: JSON                          |
 * | 4      | 4     | length of the payload, unsigned, big-endian         |
 * | 8      | n     | payload                                             |
 * | 8 + n  | 4     | CRC-32 (as in zlib) of everything before, big-endian |
 */
import {
  EnvelopeCodecError,
  EnvelopeCorruptError,
  EnvelopeTrailingBytesError,
  EnvelopeTruncatedError,
  EnvelopeVersionError,
  NotAnEnvelopeError,
} from '@waystone/core';
import { crc32 } from 'node:zlib';

const magic = 0x5753;
const formatVersion = 1;
/** What can be read. Only `cbor` is written here. */
const codecs = { cbor: 1, json: 2 } as const;
const headerBytes = 8;
const checksumBytes = 4;

/** Copies a payload into an envelope. */
export function wrap(payload: Uint8Array): Uint8Array {
  const end = headerBytes + payload.length;
  const envelope = Buffer.allocUnsafe(end + checksumBytes);
  envelope.writeUInt16BE(magic, 0);
  envelope[2] = formatVersion;
  envelope[3] = codecs.cbor;
  envelope.writeUInt32BE(payload.length, 4);
  envelope.set(payload, headerBytes);
  envelope.writeUInt32BE(crc32(envelope.subarray(0, end)), end);
  return envelope;
}

/** What an envelope holds. */
export interface Unwrapped {
  readonly codec: keyof typeof codecs;
  /** A view of its bytes. */
  readonly payload: Buffer;
}

/**
 * The payload of an envelope.
 *
 * @throws {EnvelopeError} naming the first thing that is wrong.
 */
export function unwrap(bytes: Uint8Array): Unwrapped {
  const envelope = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (envelope.length >= 2 && envelope.readUInt16BE(0) !== magic) throw new NotAnEnvelopeError();
  if (envelope.length < headerBytes + checksumBytes) throw new EnvelopeTruncatedError(envelope.length);
  if (envelope[2] !== formatVersion) throw new EnvelopeVersionError(envelope.readUInt8(2));
  const codec = codecOf(envelope.readUInt8(3));
  const end = headerBytes + envelope.readUInt32BE(4);
  if (envelope.length < end + checksumBytes) throw new EnvelopeTruncatedError(envelope.length);
  if (envelope.length > end + checksumBytes) throw new EnvelopeTrailingBytesError(envelope.length - end - checksumBytes);
  if (crc32(envelope.subarray(0, end)) !== envelope.readUInt32BE(end)) throw new EnvelopeCorruptError();
  return { codec, payload: envelope.subarray(headerBytes, end) };
}

function codecOf(id: number): Unwrapped['codec'] {
  if (id === codecs.cbor) return 'cbor';
  if (id === codecs.json) return 'json';
  throw new EnvelopeCodecError(id);
}
