/** Typed arrays by their tags (RFC 8746). Both orders of bytes are read; `cbor-x` writes that of the machine. */
import { endianness } from 'node:os';

type TypedArrayClass = { new (memory: ArrayBufferLike): ArrayBufferView; readonly BYTES_PER_ELEMENT: number };
/** Makes an array of bytes of its own; `undefined`: they are no whole number of elements. */
type Make = (bytes: Buffer) => ArrayBufferView | undefined;

const littleEndian: readonly (readonly [tag: number, TypedArrayClass])[] = [
  [64, Uint8Array],
  [68, Uint8ClampedArray],
  [69, Uint16Array],
  [70, Uint32Array],
  [71, BigUint64Array],
  [72, Int8Array],
  [77, Int16Array],
  [78, Int32Array],
  [79, BigInt64Array],
  [85, Float32Array],
  [86, Float64Array],
];

/** The tag of the same numbers in big-endian order comes so far before. */
const toBigEndian = 4;

const swaps: Readonly<Record<number, (bytes: Buffer) => Buffer>> = {
  2: (bytes) => bytes.swap16(),
  4: (bytes) => bytes.swap32(),
  8: (bytes) => bytes.swap64(),
};

function maker(Class: TypedArrayClass, order: 'LE' | 'BE'): Make {
  const size = Class.BYTES_PER_ELEMENT;
  const swap = order === endianness() ? undefined : swaps[size];
  return (bytes) => {
    if (bytes.length % size !== 0) return undefined;
    return new Class((swap?.(bytes) ?? bytes).buffer);
  };
}

const makers: ReadonlyMap<number, Make> = new Map(
  littleEndian.flatMap(([tag, Class]): [number, Make][] => {
    const little: [number, Make] = [tag, maker(Class, 'LE')];
    return Class.BYTES_PER_ELEMENT === 1 ? [little] : [little, [tag - toBigEndian, maker(Class, 'BE')]];
  }),
);

/** How the array of a tag is made; `undefined`: it is the tag of none. */
export function typedArrayOf(tag: number): Make | undefined {
  return makers.get(tag);
}
