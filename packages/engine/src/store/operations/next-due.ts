/** Tells when the next lane of some routes becomes due. */
import { sql } from 'kysely';
import { refreshRoutes } from '../effects/intern-routes.js';
import { waitingLanes } from '../effects/waiting-lanes.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { Served } from '../memory.js';

export async function nextDue(session: Session, request: Served): Promise<number | undefined> {
  await refreshRoutes(session);
  const routes = session.memory.routesTo(request);
  const found = await session.fetchOne(
    firstDue,
    routes.map(({ id }) => ({ route: id })),
  );
  const times = found.flatMap((lane) => (lane?.due == null ? [] : [lane.due]));
  return times.length > 0 ? Math.min(...times) : undefined;
}

const firstDue = statement({ route: integer }, (terms) => waitingLanes(terms).select('due').limit(sql.lit(1)));
