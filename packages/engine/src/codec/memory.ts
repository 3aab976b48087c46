/**
 * Views that show the same memory: what is written through one shows in the others, also after they were stored.
 *
 * Always: views that share a buffer and show different parts of it are told apart; small `Buffer`s lie side by side in one
 * pool of Node's and have nothing to do with each other.
 */
import { typedArrays } from './kinds.js';

/** What shows memory: a typed array, a `DataView`, or the buffer itself. */
export type View = ArrayBufferView | ArrayBufferLike;

/** Where a view lies in memory that is written once for several. */
export interface Place {
  /** The part of the buffer that they show together, or the buffer itself if it is one of the values. */
  readonly memory: ArrayBufferLike;
  readonly offset: number;
}

interface Range {
  readonly view: View;
  readonly start: number;
  readonly end: number;
}

function bufferOf(view: View): ArrayBufferLike {
  return ArrayBuffer.isView(view) ? view.buffer : view;
}

function rangeOf(view: View): Range {
  const start = ArrayBuffer.isView(view) ? view.byteOffset : 0;
  return { view, start, end: start + view.byteLength };
}

/** The views that show memory that others of them show too, with their places in it. */
export function placesInMemory(views: readonly View[]): ReadonlyMap<object, Place> {
  return new Map(groupsOf(views).flatMap(placesIn));
}

/** Whether some views show the same memory. */
export function showSameMemory(views: readonly View[]): boolean {
  return groupsOf(views).length > 0;
}

function groupsOf(views: readonly View[]): readonly Range[][] {
  if (views.length < 2) return [];
  const byBuffer = new Map<ArrayBufferLike, Range[]>();
  for (const view of views) {
    const others = byBuffer.get(bufferOf(view));
    if (others === undefined) byBuffer.set(bufferOf(view), [rangeOf(view)]);
    else others.push(rangeOf(view));
  }
  return [...byBuffer.values()].filter(({ length }) => length > 1).flatMap(overlapping);
}

/** Groups of at least two ranges that hang together. */
function overlapping(ranges: readonly Range[]): readonly Range[][] {
  const groups: Range[][] = [];
  let end = -1;
  for (const range of ranges.filter((each) => each.end > each.start).toSorted((one, other) => one.start - other.start)) {
    if (range.start < end) groups.at(-1)?.push(range);
    else groups.push([range]);
    end = Math.max(end, range.end);
  }
  return groups.filter(({ length }) => length > 1);
}

function placesIn(group: readonly Range[]): [object, Place][] {
  const whole = group.find(({ view }) => !ArrayBuffer.isView(view))?.view as ArrayBufferLike | undefined;
  const first = group.reduce((least, { start: each }) => Math.min(least, each), Infinity);
  // Elements begin at multiples of their size, which is at most 8.
  const start = whole ? 0 : first - (first % 8);
  const memory = whole ?? copyOf(group, first, start);
  return group.filter(({ view }) => view !== whole).map(({ view, start: at }) => [view, { memory, offset: at - start }]);
}

/** What a group shows, without what lies before it. */
function copyOf(group: readonly Range[], first: number, start: number): ArrayBuffer {
  const end = group.reduce((most, { end: each }) => Math.max(most, each), 0);
  const copy = new Uint8Array(end - start);
  for (const { view } of group.slice(0, 1)) copy.set(new Uint8Array(bufferOf(view), first, end - first), first - start);
  return copy.buffer;
}

type MakeView = (memory: ArrayBuffer, offset: number, byteLength: number) => ArrayBufferView;

const makers: ReadonlyMap<string, MakeView> = new Map<string, MakeView>([
  ...(typedArrays as readonly (typeof Uint8Array)[]).map((Class): [string, MakeView] => [
    Class.name,
    (memory, offset, byteLength) => new Class(memory, offset, byteLength / Class.BYTES_PER_ELEMENT),
  ]),
  ['Buffer', (memory, offset, byteLength) => Buffer.from(memory, offset, byteLength)],
  ['DataView', (memory, offset, byteLength) => new DataView(memory, offset, byteLength)],
]);

/** A view of a class, by its name; `undefined`: no view has that name. */
export function makeView(
  name: string,
  memory: ArrayBuffer,
  { offset, byteLength }: { offset: number; byteLength: number },
): ArrayBufferView | undefined {
  return makers.get(name)?.(memory, offset, byteLength);
}
