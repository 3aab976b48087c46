export { createCodec, defaultMaxBytes, type Codec, type CodecOptions } from './codec.js';
