/** Aligned columns without borders; widths are those on the screen, whatever the script or the colors. */
import Table from 'cli-table3';
import type { Sink } from './terminal.js';

/** `undefined` is an empty cell. */
export type Cell = string | undefined;

const noBorders = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((part) => [part, '']),
);

/** Lays rows out under their headings. */
export function table(sink: Sink, headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return layOut([headings.map((heading) => (heading === '' ? '' : sink.paint('dim', heading))), ...rows]);
}

/** Lays rows out without headings, e.g. names and values. */
export function layOut(rows: readonly (readonly Cell[])[]): string {
  const grid = new Table({ chars: noBorders, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 } });
  grid.push(...rows.map((row) => row.map((cell) => cell ?? '')));
  return grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Shifts every line to the right by two. */
export function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
