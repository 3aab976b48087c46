/** Tables of summaries: aligned for a terminal, and in Markdown. */
import type { Summary, Unit } from './figures.js';

const header = ['', 'median', 'p99', 'range of rounds', 'samples', 'target'];

export function textTable(summaries: readonly Summary[]): string {
  return alignedTable([header, ...summaries.map(cells)]);
}

/** Rows as long as each other; all columns but the first are aligned to the right. */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
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
  return markdownOf([header, ...summaries.map(cells)]);
}

/** Rows as long as each other, the first one being the header. */
export function markdownOf([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const rule = `|---|${'--:|'.repeat(head.length - 1)}`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function aligned(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function cells({ what, unit, target, samples, median, p99, least, greatest }: Summary): readonly string[] {
  const range = least === greatest ? '' : `${number(least)}–${number(greatest)}`;
  return [what, shown(median, unit), samples > 9 ? shown(p99, unit) : '', range, `${samples}`, target];
}

/** A figure with its unit. */
export function shown(value: number, unit: Unit): string {
  if (unit === 'ratio') return `${number(value)}×`;
  return unit === '/s' ? `${number(value)}/s` : `${number(value)} ${unit}`.trimEnd();
}

/** Three digits say all that a measurement on a shared machine can. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(3)).toString();
}
