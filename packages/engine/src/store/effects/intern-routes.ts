/** Routes: the number of a queue, a graph, a priority and tags, given out once. */
import { assert } from '@waystone/core';
import { fromText, textOf } from '../../tags.js';
import type { Route } from '../memory.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';

type Wanted = Omit<Route, 'id'>;

/** The routes wanted, in this order; made where they are not there. */
export async function internRoutes(session: Session, wanted: readonly Wanted[]): Promise<readonly Route[]> {
  const isMissing = (): boolean => wanted.some((route) => !session.memory.route(route));
  // Whoever makes one keeps others from it until the transaction ends, and nearly always it is there.
  if (isMissing()) await refreshRoutes(session);
  if (isMissing()) await makeMissing(session, wanted);
  return wanted.map((route) => {
    const interned = session.memory.route(route);
    assert(interned, 'a route was interned but is not there');
    return interned;
  });
}

/** Learns routes that other processes made. */
export async function refreshRoutes(session: Session): Promise<void> {
  const [later = []] = await session.fetch(routesAfter, [{ id: session.memory.lastRoute }]);
  for (const { tags, ...route } of later) session.memory.learnRoute({ ...route, tags: fromText(tags, session.where) });
}

/** The routes with these ids, in this order. */
export async function routesOf(session: Session, ids: readonly number[]): Promise<readonly Route[]> {
  // Other processes may have made them since the last look.
  if (ids.some((id) => !session.memory.routeOf(id))) await refreshRoutes(session);
  return ids.map((id) => {
    const route = session.memory.routeOf(id);
    assert(route, `route ${id} is not there`);
    return route;
  });
}

async function makeMissing(session: Session, wanted: readonly Wanted[]): Promise<void> {
  // In this order: from here on nobody else makes any, so that ids become visible in ascending order.
  const idOf = await session.take('route', wanted.length);
  await refreshRoutes(session);
  for (const [index, route] of wanted.entries()) {
    if (session.memory.route(route)) continue;
    const id = idOf(index);
    await session.change(insertRoute, [{ ...route, tags: textOf(route.tags), id }]);
    session.memory.learnRoute({ ...route, id });
  }
}

const routesAfter = statement({ id: integer }, ({ db, row, here }) =>
  db.selectFrom('routes').select(['id', 'queue', 'graph', 'priority', 'tags']).where('partition', '=', here).where('id', '>', row.id),
);

const insertRoute = statement({ id: integer, queue: text, graph: text, priority: integer, tags: text }, ({ db, row, here }) =>
  db
    .insertInto('routes')
    .values({ partition: here, id: row.id, queue: row.queue, graph: row.graph, priority: row.priority, tags: row.tags }),
);
