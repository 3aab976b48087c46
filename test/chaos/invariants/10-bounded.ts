/** Rows and bytes of a live instance are bounded by its live values; an ended one has none. */
import type { Invariant } from './invariant.ts';

/** No scenario has values that need more in one lane. */
const mostBytesPerLane = 8_192;

/** Children of the scenarios are small. */
const mostLanesOfChild = 4;

export const bounded: Invariant = {
  name: '10',
  says: 'rows and bytes of a live instance are bounded; an ended one has none',
  check({ rows, cases, samples }) {
    const ids = new Map(rows.instances.map(({ n, id }) => [n, id]));
    const most = new Map(cases.map(({ id, mostLanes }) => [id, mostLanes]));
    const grown = samples.filter(({ id, lanes, bytes }) => lanes > (most.get(id) ?? mostLanesOfChild) || bytes > lanes * mostBytesPerLane);
    const ended = new Set(rows.instances.filter(({ state }) => state !== 'live').map(({ n }) => n));
    const left = rows.left.filter(({ n }) => ended.has(n));
    return [
      ...grown.map((sample) => ({ instance: sample.id, problem: 'has more rows or bytes than it may', evidence: [sample] })),
      ...left.map((row) => ({ instance: ids.get(row.n) ?? '', problem: `left a row in ${row.table}`, evidence: [row] })),
    ];
  },
};
