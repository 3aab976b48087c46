/**
 * Finds lanes that are ready, in order of priority then time, for whoever takes them.
 *
 * Always: a lane goes before all that became ready later with its priority or a lesser one, and before those of the next
 * better one that became ready 30 s later, so none waits for ever. Only indexes of routes that are asked for are read, whatever else is
 * ready; a lane that another transaction is taking is passed over.
 */
import { sql } from 'kysely';
import type { Route } from '../memory.js';
import { inOrder } from '../session.js';
import type { Session } from '../session.js';
import { integer, statement, timed } from '../statement.js';
import type { RowOf, Terms } from '../statement.js';
import { waitingLanes } from './waiting-lanes.js';

/** A lane, and its due time: later for lesser priorities. */
interface ReadyLane {
  readonly rank: number;
}

interface Request {
  readonly routes: readonly Route[];
  /** The worker that they are for. */
  readonly owner: number;
  /** At most so many. */
  readonly limit: number;
}

/** Some lanes of a route. */
interface Quota {
  readonly route: Route;
  readonly limit: number;
}

/** How much longer a lane has to wait to go before one of the next better priority. */
const agingMs = 30_000;

/** Of so few routes more lanes are locked than are taken; that costs less than one more question. */
const fewRoutes = 8;

/** Where to look for them: rows for {@link takeableLanes}. */
export async function findRoutes(session: Session, request: Request): Promise<readonly RowOf<typeof takeableColumns>[]> {
  const quotas = await quotasOf(session, request);
  return quotas.map(({ route, limit }) => ({ route: route.id, limit, handicap: handicapOf(route), owner: request.owner }));
}

async function quotasOf(session: Session, request: Request): Promise<readonly Quota[]> {
  const { limit } = request;
  if (request.routes.length > fewRoutes) await session.begun();
  const routes = request.routes.length > fewRoutes ? await routesAtWork(session, request) : request.routes;
  const whole = routes.map((route) => ({ route, limit }));
  if (routes.length <= fewRoutes || !session.capabilities.skipLocked) return whole;
  const ready = await lanesOf(session, whole);
  const first = new Set(inOrder(ready.flat()).slice(0, limit));
  const counts = ready.map((lanes) => lanes.filter((lane) => first.has(lane)).length);
  return routes.map((route, index) => ({ route, limit: counts[index] ?? 0 })).filter((quota) => quota.limit > 0);
}

/** Those that have a lane that is ready; of more than can have a part in it, those whose first lanes go first. */
async function routesAtWork(session: Session, { routes, limit }: Request): Promise<readonly Route[]> {
  const heads = await lanesOf(
    session,
    routes.map((route) => ({ route, limit: 1 })),
  );
  const headed = routes.flatMap((route, index) => (heads[index] ?? []).map(({ rank }) => ({ route, rank })));
  return inOrder(headed)
    .slice(0, limit)
    .map(({ route }) => route);
}

/** Ready lanes of each route. */
async function lanesOf(session: Session, quotas: readonly Quota[]): Promise<readonly (readonly ReadyLane[])[]> {
  const rows = quotas.map(({ route: { id }, limit }) => ({ route: id, now: session.now, limit }));
  const found = await session.fetch(readyLanes, rows);
  return found.map((lanes, index) => {
    const route = quotas[index]?.route;
    return lanes.map(({ due }) => ({ rank: Number(due) + (route ? handicapOf(route) : 0) }));
  });
}

function handicapOf({ priority }: Route): number {
  return priority * agingMs;
}

const readyColumns = { route: integer, now: integer, limit: integer };

function ready(terms: Terms<typeof readyColumns>) {
  return waitingLanes(terms).where('due', '<=', terms.row.now).limit(terms.row.limit);
}

const readyLanes = statement(readyColumns, (terms) => ready(terms).select('due'));

const takeableColumns = { route: integer, limit: integer, handicap: integer, owner: integer, now: timed };

/**
 * `seen` tells this version of the lane from later ones, where others may write one at the same time.
 *
 * The worker is neither given up nor lost before the transaction has ended: nobody would take its lanes back. Where there are
 * locks, the lanes are locked, and perhaps some others until the end of the transaction.
 */
export const takeableLanes = statement(takeableColumns, (terms) => {
  const { db, row, capabilities } = terms;
  const worker = db.selectFrom('workers').select('id').where('id', '=', row.owner);
  const held = ready(terms)
    .select(['n', 'lane', row.owner.as('owner'), sql<number>`due + ${row.handicap}`.as('rank')])
    .select((capabilities.skipLocked ? version : sql.lit(0)).as('seen'))
    .where(({ exists }) => exists(capabilities.rowLocks ? worker.forKeyShare() : worker));
  return capabilities.skipLocked ? held.forUpdate().skipLocked() : held;
});

/** Changes with every change of a lane. */
export const version = sql<number>`lanes.xmin::text::bigint`;
