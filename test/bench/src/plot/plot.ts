/** A picture of the findings: bars on a scale of powers of ten, since some differ that much. */
import { init } from 'echarts';
import type { Entrant } from '../lineup.js';
import type { Report } from '../findings/report.js';
import { isMoreBetter } from '../findings/findings.js';
import type { Findings, Row } from '../findings/findings.js';

const size = { width: 960, rowHeight: 34, margin: 120 };
const colors: Readonly<Record<string, string>> = {
  waystone: '#0b7a75',
  bare: '#9aa5b1',
  dbos: '#d97706',
  openworkflow: '#7c3aed',
  absurd: '#be123c',
  restate: '#1d4ed8',
};

/** For readers whose pages are dark: what is not a bar changes its color. */
const dark = `<style>@media (prefers-color-scheme: dark) {
rect[fill="#ffffff"] { fill: #0d1117 } text { fill: #c9d1d9; stroke: none } path[stroke="#dbdee4"] { stroke: #30363d } path[stroke="#54555a"] { stroke: #8b949e }
}</style>`;

/** One picture of one database: a group of bars for each figure. */
export function plot({ entrants }: Report, found: Findings): string {
  const rows = found.rows.filter(({ unit, cells }) => unit !== 'ratio' && cells.size > 1);
  const present = entrants.filter(({ name }) => rows.some(({ cells }) => cells.has(name)));
  const height = size.margin + rows.length * present.length * size.rowHeight * 0.5;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: size.width, height });
  try {
    chart.setOption({
      animation: false,
      title: { text: found.database, left: 'center' },
      legend: { top: 36, itemGap: 24 },
      backgroundColor: '#ffffff',
      grid: { left: 320, right: 80, top: 72, bottom: 30 },
      xAxis: { type: 'log', logBase: 10, min: 0.1, startValue: 0.1 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ what, unit }) => named(what, unit)),
        axisLabel: { width: 270, overflow: 'break' },
      },
      series: present.map((entrant) => bars(entrant, rows)),
    });
    return chart.renderToSVGString().replace(/(?<=^<svg[^>]*>)/u, dark);
  } finally {
    chart.dispose();
  }
}

function named(what: string, unit: Row['unit']): string {
  const better = isMoreBetter(unit) ? 'more is better' : 'less is better';
  return `${what} (${unit === '' || unit === '/s' ? better : `${unit}, ${better}`})`;
}

function bars({ name, title }: Entrant, rows: readonly Row[]) {
  return {
    name: title,
    type: 'bar' as const,
    itemStyle: { color: colors[name] ?? '#444444' },
    label: { show: true, position: 'right' as const, fontSize: 10, formatter: ({ value }: { readonly value: unknown }) => label(value) },
    data: rows.map(({ cells }) => {
      const median = cells.get(name)?.median;
      return median === undefined ? '-' : Number(median.toPrecision(3));
    }),
  };
}

function label(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : '';
}
