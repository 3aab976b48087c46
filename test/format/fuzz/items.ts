/** CBOR as a tree of items that can be changed and written again, right or wrong. Knows nothing of what the engine reads. */

export interface Item {
  readonly major: number;
  /** What the head says: a number, a length, a tag. */
  readonly count: bigint;
  /** Bytes of the head after the first; 'indefinite': none, and the items are followed by a break. */
  readonly width: 0 | 1 | 2 | 4 | 8 | 'indefinite';
  readonly content: Buffer;
  readonly items: readonly Item[];
}

const widths = { 24: 1, 25: 2, 26: 4, 27: 8 } as const;
const infos = { 1: 24, 2: 25, 4: 26, 8: 27, indefinite: 31 } as const;
const empty = Buffer.alloc(0);

export function parse(payload: Buffer): Item {
  let at = 0;
  const head = (): Pick<Item, 'major' | 'count' | 'width'> => {
    const first = payload.readUInt8(at);
    const info = first & 0x1f;
    const width = info < 24 ? 0 : widths[info as keyof typeof widths];
    const count = width === 0 ? BigInt(info) : BigInt(`0x${payload.toString('hex', at + 1, at + 1 + width)}`);
    at += 1 + width;
    return { major: first >> 5, count, width };
  };
  const item = (): Item => {
    const { major, count, width } = head();
    const length = major === 2 || major === 3 ? Number(count) : 0;
    const content = Buffer.from(payload.subarray(at, at + length));
    at += length;
    const items = Array.from({ length: childCount(major, Number(count)) }, item);
    return { major, count, width, content, items };
  };
  return item();
}

function childCount(major: number, count: number): number {
  if (major === 4) return count;
  if (major === 5) return 2 * count;
  return major === 6 ? 1 : 0;
}

export function print(item: Item): Buffer {
  const broken = item.width === 'indefinite' ? [Buffer.from([0xff])] : [];
  return Buffer.concat([headOf(item), item.content, ...item.items.map(print), ...broken]);
}

function headOf({ major, count, width }: Item): Buffer {
  if (width === 0) return Buffer.from([(major << 5) | Number(count & 0x1fn)]);
  const first = Buffer.from([(major << 5) | infos[width]]);
  if (width === 'indefinite') return first;
  const hex = BigInt.asUintN(8 * width, count)
    .toString(16)
    .padStart(2 * width, '0');
  return Buffer.concat([first, Buffer.from(hex, 'hex')]);
}

/** An item whose head says what is in it. */
export function made(
  major: number,
  count: number | bigint,
  { content = empty, items = [] }: Partial<Pick<Item, 'content' | 'items'>> = {},
): Item {
  const number = BigInt(count);
  const width = number < 24n ? 0 : number < 256n ? 1 : number < 65_536n ? 2 : number < 2n ** 32n ? 4 : 8;
  return { major, count: number, width, content, items };
}

export const whole = (count: number | bigint): Item => made(0, count);
export const bytes = (content: Buffer): Item => made(2, content.length, { content });
export const text = (content: string): Item => made(3, Buffer.byteLength(content), { content: Buffer.from(content) });
export const list = (items: readonly Item[]): Item => made(4, items.length, { items });
export const object = (entries: readonly (readonly [Item, Item])[]): Item => made(5, entries.length, { items: entries.flat() });
export const tagged = (tag: number | bigint, content: Item): Item => made(6, tag, { items: [content] });
export const nothing = made(7, 22);
