/** The tags of a graph in which nothing is referred to: their values are made as soon as they are read. */
import { tags } from './tags.js';
import { madeOf, Unreadable } from './unreadable.js';

type Leaf = number | string | bigint | object;

function bytesIn(content: unknown, what: string): Buffer {
  if (!Buffer.isBuffer(content)) throw new Unreadable(`${what} is no bytes`);
  return content;
}

function textIn(content: unknown, what: string): string {
  if (typeof content !== 'string') throw new Unreadable(`${what} is no text`);
  return content;
}

/** A text of the usual form would be another way to write it. */
function makeText(content: unknown): string {
  const bytes = bytesIn(content, 'a text');
  const text = bytes.toString('utf16le');
  if (bytes.length % 2 !== 0 || text.isWellFormed()) throw new Unreadable('a text has no lone surrogates');
  return text;
}

function makeBigint(content: unknown): bigint {
  const text = textIn(content, 'a bigint');
  const digits = text.startsWith('-') ? text.slice(1) : text;
  if (!/^[0-9a-f]+$/.test(digits)) throw new Unreadable('a bigint is not hexadecimal');
  const size = madeOf('a bigint', () => BigInt(`0x${digits}`));
  return text === digits ? size : -size;
}

function makeDate(content: unknown): Date {
  if (typeof content !== 'number') throw new Unreadable('a date is no number');
  return new Date(content);
}

function makeRegexp(content: unknown): RegExp {
  if (!Array.isArray(content) || content.length < 2 || content.length > 3) throw new Unreadable('a regular expression is incomplete');
  const [source, flags, lastIndex = 0] = content as readonly unknown[];
  if (typeof lastIndex !== 'number') throw new Unreadable('a regular expression goes on nowhere');
  const regexp = madeOf('a regular expression', () => new RegExp(textIn(source, 'its source'), textIn(flags, 'its flags')));
  regexp.lastIndex = lastIndex;
  return regexp;
}

const makers: Readonly<Record<number, (content: unknown) => Leaf>> = {
  [tags.negativeZero]: (content) => {
    if (content !== null) throw new Unreadable('negative zero has content');
    return -0;
  },
  [tags.text]: makeText,
  [tags.bigint]: makeBigint,
  [tags.date]: makeDate,
  [tags.regexp]: makeRegexp,
  [tags.url]: (content) => madeOf('a URL', () => new URL(textIn(content, 'its text'))),
  // The reader gives bytes of their own.
  [tags.arrayBuffer]: (content) => bytesIn(content, 'memory').buffer,
  [tags.dataView]: (content) => new DataView(bytesIn(content, 'memory').buffer),
};

/**
 * The value of a tag; `undefined`: there may be references in it.
 *
 * @throws {Unreadable} if the content is not what is written under that tag.
 */
export function makeLeaf(tag: number, content: unknown): Leaf | undefined {
  return makers[tag]?.(content);
}
