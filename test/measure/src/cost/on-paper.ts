/** What the cost of a step means for much work: computed, not measured. */
import { markdownOf } from '../table.js';
import type { Cost } from './take-cost.js';

const instancesADay = 1_000_000;
const stepsASecond = 100_000;
const secondsADay = 86_400;
/** Of a core or of a server, so that there is room for peaks, vacuum and checkpoints. */
const wellUsed = 0.7;
const coresOfServer = 8;

/** @param steps Of an instance. */
export function onPaper(cost: Cost, steps: number): string {
  const day = (instancesADay * steps) / secondsADay;
  const loads = [
    { what: `a million instances of ${steps} steps a day`, rate: day },
    { what: '100,000 steps a second', rate: stepsASecond },
  ];
  const rows = [
    { what: 'steps a second', of: (rate: number) => whole(rate) },
    { what: 'cores of processes', of: (rate: number) => coresFor(rate, cost.cpuMs) },
    { what: 'cores of servers', of: (rate: number) => coresFor(rate, cost.serverCpuMs) },
    { what: `processes, each on a core of which ${wellUsed * 100} % are used`, of: (rate: number) => countOf(rate, cost.cpuMs, 1) },
    { what: `databases of ${coresOfServer} cores, used as much`, of: (rate: number) => countOf(rate, cost.serverCpuMs, coresOfServer) },
    { what: 'written ahead', of: (rate: number) => bytesFor(rate, cost.writtenBytes) },
    { what: 'kept, with its history', of: (rate: number) => bytesFor(rate, cost.keptBytes) },
  ];
  const told = rows
    .map(({ what, of }) => [what, ...loads.map(({ rate }) => of(rate))])
    .filter((row) => row.some((cell, index) => index > 0 && cell !== ''));
  return `On paper, from the second row:\n\n${markdownOf([['', ...loads.map(({ what }) => what)], ...told])}`;
}

function coresFor(rate: number, cpuMs: number | undefined): string {
  return cpuMs === undefined ? '' : Number(((rate * cpuMs) / 1_000).toPrecision(2)).toString();
}

function countOf(rate: number, cpuMs: number | undefined, cores: number): string {
  return cpuMs === undefined ? '' : whole(Math.ceil((rate * cpuMs) / 1_000 / cores / wellUsed));
}

function bytesFor(rate: number, bytes: number | undefined): string {
  if (bytes === undefined) return '';
  return `${scaled(rate * bytes)} a second, ${scaled(rate * bytes * secondsADay)} a day`;
}

function scaled(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${Number((bytes / 1_000 ** power).toPrecision(2))} ${units[power]}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
