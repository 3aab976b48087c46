/**
 * Places in the author's source. A place never lies in generated code.
 *
 * Always: `start` and `length` are offsets in UTF-16 units into `file.text`; lines and columns are 1-based and made
 * only for people.
 */

/** A source file, as far as diagnostics need it. TypeScript's own source files have this shape. */
export interface SourceText {
  /** Absolute, with `/`. */
  readonly fileName: string;
  readonly text: string;
}

/** A range of the author's source. */
export interface Place {
  readonly file: SourceText;
  readonly start: number;
  readonly length: number;
}

/** Anything of a syntax tree that knows where it stands. TypeScript's nodes have this shape. */
export interface Located {
  getSourceFile(): SourceText;
  getStart(): number;
  getEnd(): number;
}

/** 1-based position, as editors show it. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The place of a syntax node, without the comments before it. */
export function placeOf(at: Place | Located): Place {
  if ('file' in at) return at;
  const start = at.getStart();
  return { file: at.getSourceFile(), start, length: at.getEnd() - start };
}

/** What ends a line, as TypeScript counts them. */
export const lineEnd = /\r\n|[\n\r\u2028\u2029]/;

/** Where an offset stands, counted in lines and columns. */
export function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(lineEnd);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** Whether two places share a character (or stand at the same spot). */
export function overlaps(one: Place, other: Place): boolean {
  if (one.file.fileName !== other.file.fileName) return false;
  if (one.start === other.start) return true;
  return one.start < other.start + other.length && other.start < one.start + one.length;
}
