/** With a live worker that knows its graph, every ready lane is claimed in bounded time: so every instance has ended. */
import type { Invariant } from './invariant.ts';

export const everythingEnds: Invariant = {
  name: '5',
  says: 'nothing is stuck: every instance has ended',
  check({ rows, cases }) {
    const ended = new Set(rows.instances.filter(({ state, replaced }) => state !== 'live' && replaced === 0).map(({ id }) => id));
    const unended = cases.filter(({ id }) => !ended.has(id));
    const live = rows.instances.filter(({ state, parent }) => state === 'live' && parent !== null);
    return [...unended, ...live].map(({ id }) => ({ instance: id, problem: 'has not ended', evidence: [] }));
  },
};
