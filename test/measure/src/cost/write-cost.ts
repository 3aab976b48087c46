/** Writes what a step costs, and what follows from that on paper, into a guide: every figure there is measured or computed here. */
import { cpus } from 'node:os';
import { writeBetween } from '../between-markers.js';
import type { Database } from '../site/place.js';
import type { Scale } from '../site/site.js';
import { markdownOf } from '../table.js';
import { cases, ofForty, ofTen } from './cases.js';
import type { Case } from './cases.js';
import { onPaper } from './on-paper.js';
import { takeCost } from './take-cost.js';
import type { Cost } from './take-cost.js';

interface CostOptions {
  readonly scale: Scale;
  readonly file: string;
}

type Costs = ReadonlyMap<Case, Cost>;

export async function writeCost(databases: readonly Database[], { scale, file }: CostOptions): Promise<void> {
  const sections: string[] = [];
  for (const database of databases) {
    const costs = await costsOn(database, scale);
    sections.push(`### ${database.name}\n\n${tableOf(costs)}\n\n${paperOf(costs)}`);
  }
  const text = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores. Of each step:\n\n${sections.join('\n\n')}`;
  console.log(text);
  await writeBetween(file, 'cost', text);
}

async function costsOn(database: Database, { costSteps }: Scale): Promise<Costs> {
  const costs = new Map<Case, Cost>();
  for (const one of cases) {
    console.error(`${one.what} on ${database.name} …`);
    // A step alone takes a hundred times as long as one among a thousand.
    costs.set(one, await takeCost(database, one, one.instances === 1 ? costSteps / 30 : costSteps));
  }
  return costs;
}

interface Column {
  readonly title: string;
  readonly of: (cost: Cost) => number | undefined;
  readonly unit: string;
}

const columns: readonly Column[] = [
  { title: 'written ahead', of: ({ writtenBytes }) => writtenBytes, unit: 'B' },
  { title: 'kept', of: ({ keptBytes }) => keptBytes, unit: 'B' },
  { title: 'rows written', of: ({ rows }) => rows, unit: '' },
  { title: 'statements sent', of: ({ queries }) => queries, unit: '' },
  { title: 'CPU of the process', of: ({ cpuMs }) => cpuMs * 1_000, unit: 'µs' },
  { title: 'CPU of the server', of: ({ serverCpuMs }) => serverCpuMs && serverCpuMs * 1_000, unit: 'µs' },
];

function tableOf(costs: Costs): string {
  const present = columns.filter((column) => [...costs.values()].some((cost) => column.of(cost) !== undefined));
  const rowOf = (what: string, of: (column: Column) => number | undefined): readonly string[] => [
    what,
    ...present.map((column) => shown(of(column), column.unit)),
  ];
  return markdownOf([
    ['', ...present.map(({ title }) => title)],
    ...[...costs].map(([{ what }, cost]) => rowOf(what, (column) => column.of(cost))),
    rowOf('a step as such', (column) => partsOf(costs, column)?.step),
    rowOf('an instance on top: its start and its end', (column) => partsOf(costs, column)?.instance),
  ]);
}

/** What of the cost grows with the steps of an instance, and what does not. */
function partsOf(costs: Costs, column: Column): { readonly step: number; readonly instance: number } | undefined {
  const [few, many] = [ofTen, ofForty].map((one) => costs.get(one)).map((cost) => cost && column.of(cost));
  if (few === undefined || many === undefined) return undefined;
  const instance = (few - many) / (1 / ofTen.steps - 1 / ofForty.steps);
  return { instance, step: few - instance / ofTen.steps };
}

function paperOf(costs: Costs): string {
  const cost = costs.get(ofTen);
  return cost ? onPaper(cost, ofTen.steps) : '';
}

function shown(value: number | undefined, unit: string): string {
  if (value === undefined) return '';
  const digits = Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : Number(value.toPrecision(2)).toString();
  return `${digits} ${unit}`.trimEnd();
}
