/** What is in the tags of a graph that hold references: the shape that `docs/format.md` gives each of them. */
import { Tag } from 'cbor-x';
import { tags } from './tags.js';
import { Unreadable } from './unreadable.js';

type Check = (content: unknown) => boolean;

const hiddenNames = new Set(['name', 'message', 'stack', 'cause', 'errors']);
const longestArray = 2 ** 32 - 1;

function isWhole(value: unknown, least: number): value is number {
  return Number.isInteger(value) && (value as number) >= least;
}

/** An object, not what a tag stands for. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function arePairs(list: readonly unknown[]): boolean {
  return list.length % 2 === 0 && list.every((each, index) => index % 2 === 1 || typeof each === 'string');
}

function isArray([length, ...pairs]: readonly unknown[]): boolean {
  // `length` is no field, and an element beyond it would make it longer.
  return (
    isWhole(length, 0) &&
    length <= longestArray &&
    arePairs(pairs) &&
    pairs.every((key, index) => index % 2 === 1 || (key !== 'length' && !isIndexFrom(length, key as string)))
  );
}

function isIndexFrom(least: number, key: string): boolean {
  const index = Number(key) >>> 0;
  return String(index) === key && index >= least && index < longestArray;
}

function isError([name, hidden, fields, ...more]: readonly unknown[]): boolean {
  if (typeof name !== 'string' || more.length > 0) return false;
  if (!isRecord(hidden) || !Object.keys(hidden).every((key) => hiddenNames.has(key))) return false;
  if (name === 'js:DOMException' && (typeof hidden['name'] !== 'string' || typeof hidden['message'] !== 'string')) return false;
  return isRecord(fields) || (fields instanceof Tag && fields.tag === tags.object);
}

function isView([name, memory, offset, length, ...more]: readonly unknown[]): boolean {
  const hasMemory = memory instanceof ArrayBuffer || (memory instanceof Tag && memory.tag === tags.reference);
  return typeof name === 'string' && hasMemory && isWhole(offset, 0) && isWhole(length, 0) && more.length === 0;
}

function list(isOne: (content: readonly unknown[]) => boolean): Check {
  return (content) => Array.isArray(content) && isOne(content as readonly unknown[]);
}

const checks: Readonly<Record<number, Check>> = {
  [tags.graph]: list((content) => content.length > 0),
  [tags.reference]: (content) => isWhole(content, 1),
  [tags.object]: list(arePairs),
  [tags.bareObject]: list(arePairs),
  [tags.array]: list(isArray),
  [tags.error]: list(isError),
  [tags.instance]: list((content) => content.length === 2 && typeof content[0] === 'string'),
  [tags.view]: list(isView),
};

/** @throws {Unreadable} if it is something else. */
export function assertContent(tag: number, content: unknown): void {
  if (checks[tag]?.(content) !== true) throw new Unreadable(`the content of tag ${tag} is not what is written under it`);
}
