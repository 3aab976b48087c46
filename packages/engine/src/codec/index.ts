export { knownErrors, rememberErrors } from './known-errors.js';
export { createCodec, type Codec, type CodecOptions } from './codec.js';
