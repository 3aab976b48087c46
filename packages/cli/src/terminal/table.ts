/**
 * Aligned columns without borders; widths are those on the screen, whatever the script or the colors. A table is no
 * wider than it may be as long as its last column can be cut.
 */
import Table from 'cli-table3';
import type { Sink } from './terminal.js';

/** `undefined` is an empty cell. */
export type Cell = string | undefined;

const noBorders = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((part) => [part, '']),
);

const gap = 2;
const leastLast = 10;

/** Lays rows out under their headings, in `columns` characters. */
export function table(sink: Sink, headings: readonly string[], rows: readonly (readonly Cell[])[], columns = sink.columns): string {
  const grid = [headings.map((heading) => (heading === '' ? '' : sink.paint('dim', heading))), ...rows];
  return layOut(grid, columns);
}

/** Lays rows out without headings, e.g. names and values. */
export function layOut(rows: readonly (readonly Cell[])[], columns = Infinity): string {
  const grid = gridOf(rows);
  const text = grid.toString();
  const widths = grid.options.colWidths.map((width) => width ?? 0);
  const others = widths.slice(0, -1).reduce((sum, width) => sum + width, 0);
  const last = Math.max(columns - others, leastLast) + gap;
  return trimmed((widths.at(-1) ?? 0) <= last ? text : gridOf(rows, [...widths.slice(0, -1), last]).toString());
}

/** Once it is written, a grid has the widths of its columns, gap included; given beforehand they cut what is longer. */
function gridOf(rows: readonly (readonly Cell[])[], colWidths: number[] = []): Table.Table {
  const grid = new Table({ chars: noBorders, colWidths, style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap } });
  for (const row of rows) grid.push(...lines(row));
  return grid;
}

/** A row for every line of the row's cells: the time that a grid takes grows with the square of a cell's lines. */
function lines(row: readonly Cell[]): string[][] {
  const cells = row.map((cell = '') => cell.split('\n'));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) => cells.map((cell) => cell[at] ?? ''));
}

function trimmed(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** By how many characters {@link indent} shifts. */
export const indentation = 2;

/** Shifts every line to the right. */
export function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(indentation));
}
