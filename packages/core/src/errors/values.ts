/** Errors of values and of the bytes that hold them. */
import { WaystoneError, type WaystoneErrorOptions } from './base.js';

/**
 * A value cannot be stored: a function, a symbol, a promise, an instance of a class, … `path` leads to it from the
 * named root (`input.items[3].price`).
 */
export class ValueNotStorableError extends WaystoneError {
  readonly code = 'VALUE_NOT_STORABLE';
  /** From the root to the value, e.g. `input.items[3].price`. */
  readonly path: string;
  /** What was found there, e.g. `a function`. */
  readonly found: string;
  /** The node whose value it is, if there is one. */
  readonly node?: string;
  constructor(path: string, found: string, node?: string) {
    super(`${path} is ${found} and cannot be stored${node === undefined ? '' : ` at '${node}'`}; keep plain data there instead`);
    this.path = path;
    this.found = found;
    if (node !== undefined) this.node = node;
  }
}

/** A class was given a codec that cannot be. */
export class CodecInvalidError extends WaystoneError {
  readonly code = 'CODEC_INVALID';
  readonly className: string;
  constructor(className: string, problem: string) {
    super(`registerCodec(${className}, …) cannot be: ${problem}`);
    this.className = className;
  }
}

const excess = {
  bytes: (size: number, limit: number) => `takes at least ${size} bytes when stored, the limit is ${limit}`,
  objects: (size: number, limit: number) => `holds at least ${size} objects, the limit is ${limit}`,
};
const remedies = {
  bytes: 'store large data elsewhere and keep a reference to it, or raise maxPayloadBytes',
  objects: 'store large data elsewhere and keep a reference to it',
};

/** A value needs more bytes, or holds more objects, than the limit allows. */
export class ValueTooLargeError extends WaystoneError {
  readonly code = 'VALUE_TOO_LARGE';
  /** What there is too much of. */
  readonly unit: 'bytes' | 'objects';
  /** How many there are at least: counting ends where it is too many. */
  readonly size: number;
  /** How many there may be. */
  readonly limit: number;
  constructor(root: string, unit: 'bytes' | 'objects', { size, limit }: { readonly size: number; readonly limit: number }) {
    super(`${root} ${excess[unit](size, limit)}; ${remedies[unit]}`);
    this.unit = unit;
    this.size = size;
    this.limit = limit;
  }
}

/** Bytes that should be an envelope are not, or are damaged. Nothing was read from them. */
export abstract class EnvelopeError extends WaystoneError {}

/** The bytes do not begin like an envelope. */
export class NotAnEnvelopeError extends EnvelopeError {
  readonly code = 'ENVELOPE_UNKNOWN';
  constructor() {
    super('these bytes are not a Waystone envelope; was the row written by something else?');
  }
}

/** The bytes end before the envelope does. */
export class EnvelopeTruncatedError extends EnvelopeError {
  readonly code = 'ENVELOPE_TRUNCATED';
  constructor(bytes: number) {
    super(`the envelope ends after ${bytes} bytes and is not complete; restore the row from a backup`);
  }
}

/** There are more bytes than the envelope has. */
export class EnvelopeTrailingBytesError extends EnvelopeError {
  readonly code = 'ENVELOPE_TRAILING_BYTES';
  constructor(bytes: number) {
    super(`the envelope is followed by ${bytes} bytes that do not belong to it; restore the row from a backup`);
  }
}

/** The envelope was written in a newer format. */
export class EnvelopeVersionError extends EnvelopeError {
  readonly code = 'ENVELOPE_VERSION';
  readonly version: number;
  constructor(version: number) {
    super(`the envelope has format version ${version}, which this release does not know; run a newer release`);
    this.version = version;
  }
}

/** The envelope's codec is not known here. */
export class EnvelopeCodecError extends EnvelopeError {
  readonly code = 'ENVELOPE_CODEC';
  readonly codec: number;
  constructor(codec: number) {
    super(`the envelope was written with codec ${codec}, which this release does not know; run the release that wrote it, or a newer one`);
    this.codec = codec;
  }
}

/** The checksum does not fit the bytes: they were changed after they were written. */
export class EnvelopeCorruptError extends EnvelopeError {
  readonly code = 'ENVELOPE_CORRUPT';
  constructor() {
    super('the envelope does not fit its checksum: its bytes were changed after they were written; restore the row from a backup');
  }
}

/** The checksum fits, but the payload is not what the codec writes. */
export class EnvelopePayloadError extends EnvelopeError {
  readonly code = 'ENVELOPE_PAYLOAD';
  constructor(problem: string, options: WaystoneErrorOptions = {}) {
    super(`the payload of the envelope cannot be read: ${problem}`, options);
  }
}

/** A stored value holds an instance of a class whose codec is not registered in this process. */
export class CodecNotRegisteredError extends EnvelopeError {
  readonly code = 'CODEC_NOT_REGISTERED';
  /** The name under which the codec was registered when the value was stored. */
  readonly codec: string;
  constructor(codec: string) {
    super(
      `the value holds an instance that was stored by the codec '${codec}', which is not registered here; import the module that registers it`,
    );
    this.codec = codec;
  }
}

/** A stored continuation does not fit the graph that should go on from it. */
export class ContinuationMismatchError extends EnvelopeError {
  readonly code = 'CONTINUATION_MISMATCH';
  /** The node at which the lane stands. */
  readonly node: string;
  constructor(node: string, problem: string) {
    super(`the continuation stored at '${node}' does not fit its graph: ${problem}`);
    this.node = node;
  }
}
