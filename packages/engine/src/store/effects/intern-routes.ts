/** Routes: the number of a queue, a graph and a priority, given out once. */
import { assert } from '@waystone/core';
import type { Route } from '../memory.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';

type Wanted = Omit<Route, 'id'>;

/** The routes wanted, in this order; made where they are not there. */
export async function internRoutes(session: Session, wanted: readonly Wanted[]): Promise<readonly Route[]> {
  if (wanted.some((route) => !session.memory.route(route))) await makeMissing(session, wanted);
  return wanted.map((route) => {
    const interned = session.memory.route(route);
    assert(interned, 'a route was interned but is not there');
    return interned;
  });
}

/** Learns routes that other processes made. */
export async function refreshRoutes(session: Session): Promise<void> {
  const [later = []] = await session.fetch(routesAfter, [{ id: session.memory.lastRoute }]);
  for (const route of later) session.memory.learnRoute(route);
}

async function makeMissing(session: Session, wanted: readonly Wanted[]): Promise<void> {
  // In this order: from here on nobody else makes any, so that ids become visible in ascending order.
  const idOf = await session.take('route', wanted.length);
  await refreshRoutes(session);
  for (const [index, route] of wanted.entries()) {
    if (session.memory.route(route)) continue;
    const id = idOf(index);
    await session.change(insertRoute, [{ ...route, id }]);
    session.memory.learnRoute({ ...route, id });
  }
}

const routesAfter = statement({ id: integer }, ({ db, row, here }) =>
  db.selectFrom('routes').select(['id', 'queue', 'graph', 'priority']).where('partition', '=', here).where('id', '>', row.id),
);

const insertRoute = statement({ id: integer, queue: text, graph: text, priority: integer }, ({ db, row, here }) =>
  db.insertInto('routes').values({ partition: here, id: row.id, queue: row.queue, graph: row.graph, priority: row.priority }),
);
