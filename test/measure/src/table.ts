/** Tables of summaries: aligned for a terminal, and in Markdown. */
import type { Summary, Unit } from './figures.js';

const header = ['', 'median', 'p99', 'range of rounds', 'samples', 'target'];

export function textTable(summaries: readonly Summary[]): string {
  const rows = [header, ...summaries.map(cells)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => aligned(cell, widths[column] ?? 0, column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function markdownTable(summaries: readonly Summary[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  return [line(header), '|---|--:|--:|--:|--:|--:|', ...summaries.map((summary) => line(cells(summary)))].join('\n');
}

function aligned(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function cells({ what, unit, target, samples, median, p99, least, greatest }: Summary): readonly string[] {
  const range = least === greatest ? '' : `${number(least)}–${number(greatest)}`;
  return [what, shown(median, unit), samples > 9 ? shown(p99, unit) : '', range, `${samples}`, target];
}

function shown(value: number, unit: Unit): string {
  if (unit === 'ratio') return `${number(value)}×`;
  return unit === '/s' ? `${number(value)}/s` : `${number(value)} ${unit}`.trimEnd();
}

/** Three digits say all that a measurement on a shared machine can. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(3)).toString();
}
