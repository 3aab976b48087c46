/**
 * Cursors: how far a loop over a `Map` or a `Set` has come. While code runs, an iterator of the collection's own follows
 * every change as JavaScript has it (what is deleted is not visited, what is added or added again is). At a wait the
 * cursor is plain data: how many of the entries that are there were visited.
 *
 * Always: between `parkCursor` and `resumeCursor` nothing changes the collection.
 */
import { assert } from '../errors/base.js';

/** Where a loop over entries stands; `at` is true at waits only. */
export interface Cursor {
  at: number;
}

type Entry = readonly [key: unknown, value: unknown];

/** What has entries in an order: a `Map`, or a `Set` with each member as key and value. */
interface Entries {
  readonly size: number;
  entries(): Iterator<Entry>;
}

const iterators = new WeakMap<Cursor, Iterator<Entry>>();

function iteratorOf(cursor: Cursor): Iterator<Entry> {
  const iterator = iterators.get(cursor);
  assert(iterator, 'a loop goes on after a wait and its cursor was not resumed');
  return iterator;
}

/** Begins a loop over the entries of a collection. */
export function openCursor(collection: Entries): Cursor {
  const cursor = { at: 0 };
  resumeCursor(cursor, collection);
  return cursor;
}

/** The next entry; `undefined`: there is none. */
export function nextEntry(cursor: Cursor): Entry | undefined {
  const next = iteratorOf(cursor).next();
  return next.done === true ? undefined : next.value;
}

/** Makes plain data of the cursor, for a wait. */
export function parkCursor(cursor: Cursor, { size }: Entries): void {
  const iterator = iteratorOf(cursor);
  let left = 0;
  while (iterator.next().done !== true) left += 1;
  cursor.at = size - left;
  iterators.delete(cursor);
}

/** Goes on after a wait, before any code that may change the collection. */
export function resumeCursor(cursor: Cursor, collection: Entries): void {
  if (iterators.has(cursor)) return;
  const iterator = collection.entries();
  for (let visited = 0; visited < cursor.at; visited += 1) iterator.next();
  iterators.set(cursor, iterator);
}
