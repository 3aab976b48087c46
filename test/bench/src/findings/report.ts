/** Findings as tables, for a terminal and in Markdown, with what a reader needs to judge them. */
import { cpus } from 'node:os';
import { alignedTable, markdownOf, shown } from '../../../measure/src/table.js';
import type { Unit } from '../../../measure/src/figures.js';
import { versionOf } from '../lineup.js';
import type { Entrant } from '../lineup.js';
import { timesBetter } from './findings.js';
import type { Cell, Findings, Row } from './findings.js';

export interface Report {
  readonly entrants: readonly Entrant[];
  readonly findings: readonly Findings[];
  readonly rounds: number;
}

const [ours, bare] = ['waystone', 'bare'] as const;

export function textReport({ entrants, findings }: Report): string {
  return findings
    .map((found) => {
      const failures = found.failures.map((failure) => `  ${failure}\n`).join('');
      return `${found.database}\n\n${alignedTable(table(entrants, found))}\n${failures && `\n${failures}`}`;
    })
    .join('\n');
}

export async function markdownReport(report: Report): Promise<string> {
  const sections = report.findings.map((found) => {
    const failures = found.failures.map((failure) => `- ${failure}\n`).join('');
    return `### ${found.database}\n\n${markdownOf(table(report.entrants, found))}\n${failures && `\nNot measured:\n\n${failures}`}`;
  });
  return `${surroundings(report)}\n\n${sections.join('\n')}\n${await settingsOf(report)}`;
}

function surroundings({ rounds }: Report): string {
  const turns =
    rounds === 1 ? '1 round, in which the contenders took turns' : `${rounds} rounds, in each of which the contenders took turns`;
  const medians = rounds === 1 ? 'Medians.' : 'Medians, with the least and the greatest median of a round in brackets.';
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores; ${turns}. ${medians}`;
}

async function settingsOf({ entrants, findings }: Report): Promise<string> {
  const present = entrants.filter(({ name }) => findings.some((found) => found.rows.some(({ cells }) => cells.has(name))));
  const lines = await Promise.all(
    present.map(async (entrant) => `- **${`${entrant.title} ${await versionOf(entrant)}`.trim()}**: ${entrant.settings}.`),
  );
  return `Full durability everywhere (\`synchronous_commit = on\`, SQLite with WAL and \`synchronous = full\`). Settings:\n\n${lines.join('\n')}\n`;
}

function table(entrants: readonly Entrant[], { rows }: Findings): readonly (readonly string[])[] {
  const present = entrants.filter(({ name }) => rows.some(({ cells }) => cells.has(name)));
  const head = ['', ...present.map(({ title }) => title), 'of the bare loop', 'against the best peer'];
  return [
    head,
    ...rows.map((row) => [row.what, ...present.map(({ name }) => cellText(row.cells.get(name), row.unit)), ...comparisons(row)]),
  ];
}

function cellText(cell: Cell | undefined, unit: Unit): string {
  if (!cell) return '';
  if (cell.least === cell.greatest) return shown(cell.median, unit);
  return `${shown(cell.median, unit)} [${shown(cell.least, '')}–${shown(cell.greatest, '')}]`;
}

/** How Waystone stands to the bare loop, and how many times as good as the best peer it is. */
function comparisons({ cells, unit }: Row): readonly [string, string] {
  const mine = cells.get(ours);
  if (!mine || unit === 'ratio') return ['', ''];
  const peers = [...cells].filter(([name]) => name !== ours && name !== bare).map(([, cell]) => cell);
  const ratios = peers.flatMap((cell) => timesBetter(unit, mine, cell) ?? []);
  return [ofBare(mine, cells.get(bare), unit), ratios.length > 0 ? shown(Math.min(...ratios), 'ratio') : ''];
}

/** Rates as a part of its rate, times and bytes as a multiple of its own. */
function ofBare(mine: Cell, limit: Cell | undefined, unit: Unit): string {
  const better = limit && timesBetter(unit, mine, limit);
  if (better === undefined) return '';
  return shown(unit === '/s' ? better : 1 / better, 'ratio');
}
