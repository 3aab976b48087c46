/** Gives lanes the route that leads to workers with other tags. */
import type { Tags } from '../../tags.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { Route } from '../memory.js';
import { internRoutes, routesOf } from './intern-routes.js';
import type { LaneStanding } from './read-lanes.js';

export interface LaneToRoute {
  readonly lane: Pick<LaneStanding, 'n' | 'lane' | 'route'>;
  /** What workers have to have to be given it. */
  readonly tags: Tags;
}

/** The lanes are held and locked. Gives the numbers of their new routes. */
export async function routeLanes(session: Session, lanes: readonly LaneToRoute[]): Promise<readonly number[]> {
  if (lanes.length === 0) return [];
  const before = await routesOf(
    session,
    lanes.map(({ lane: { route } }) => route),
  );
  const after = await internRoutes(
    session,
    lanes.map(({ tags }, index) => ({ ...(before[index] as Route), tags })),
  );
  await session.change(
    setRoute,
    lanes.map(({ lane: { n, lane } }, index) => ({ n, lane, route: after[index]?.id ?? 0 })),
  );
  return after.map(({ id }) => id);
}

const setRoute = statement({ n: integer, lane: text, route: integer }, ({ db, row, here }) =>
  db.updateTable('lanes').set({ route: row.route }).where('partition', '=', here).where('n', '=', row.n).where('lane', '=', row.lane),
);
