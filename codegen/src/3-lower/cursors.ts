/**
 * Cursors of loops over a `Map` or a `Set` that wait. Around every wait of such a loop its cursor is made plain data and
 * an iterator again, so that it is stored and still follows what the loop changes.
 *
 * Always: of the loops around a place, outermost first; a lane has none of those around its fork.
 */
import type { Builder } from './builder.js';
import { code, declare, read, type Code, type Part, type Statement } from './code.js';
import type { Variable } from './ir.js';

/** A loop over entries that is under way. */
export interface Cursor {
  readonly variable: Variable;
  readonly collection: Variable;
}

type Helper = 'openCursor' | 'nextEntry' | 'parkCursor' | 'resumeCursor';

function helper({ session }: Builder, name: Helper): Part {
  return { kind: 'module', name: session.moduleNames.runtime(name) };
}

/** Begins a loop over the entries of a collection. */
export function openCursor(builder: Builder, collection: Variable): Cursor {
  const variable = builder.temporary('cursor');
  builder.emit(declare(variable, code`${helper(builder, 'openCursor')}(${read(collection)})`));
  return { variable, collection };
}

/** The next entry, or `undefined`. */
export function nextEntry(builder: Builder, { variable }: Cursor): Code {
  return code`${helper(builder, 'nextEntry')}(${read(variable)})`;
}

/** What makes the cursors around this place plain data. */
export function parkCursors(builder: Builder): Statement[] {
  return forEachCursor(builder, 'parkCursor');
}

/** What makes iterators of the cursors around this place; does nothing where they are. */
export function resumeCursors(builder: Builder): Statement[] {
  return forEachCursor(builder, 'resumeCursor');
}

function forEachCursor(builder: Builder, name: Helper): Statement[] {
  return builder.cursors.map(({ variable, collection }) => ({
    kind: 'run',
    code: code`${helper(builder, name)}(${read(variable)}, ${read(collection)});`,
    kills: [],
  }));
}
