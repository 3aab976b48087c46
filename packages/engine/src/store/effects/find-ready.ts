/**
 * Finds lanes that are ready, in order of priority then time.
 *
 * Always: a lane goes before all that became ready later with its priority or a lesser one, and before those of the next
 * better one that became ready 30 s later, so none waits for ever. Only indexes of routes that are asked for are read, whatever else is
 * ready; a lane that another transaction is taking is passed over.
 */
import { sql } from 'kysely';
import type { Route } from '../memory.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { RowOf, Terms } from '../statement.js';

export interface ReadyLane {
  readonly n: number;
  readonly lane: string;
  /** Due time, later for lesser priorities. */
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

/** Where there are locks, the lanes are locked, and perhaps some others until the end of the transaction; so is the worker. */
export async function findReady(session: Session, request: Request): Promise<readonly ReadyLane[]> {
  const { owner, limit } = request;
  const quotas = await quotasOf(session, request);
  const found = await lanesOf(session, quotas, (rows) =>
    session.fetch(
      takeableLanes,
      rows.map((row) => ({ ...row, owner })),
    ),
  );
  return inOrder(found.flat()).slice(0, limit);
}

async function quotasOf(session: Session, request: Request): Promise<readonly Quota[]> {
  const { limit } = request;
  const routes = request.routes.length > fewRoutes ? await routesAtWork(session, request) : request.routes;
  const whole = routes.map((route) => ({ route, limit }));
  if (routes.length <= fewRoutes || !session.capabilities.skipLocked) return whole;
  const ready = await lanesOf(session, whole, (rows) => session.fetch(readyLanes, rows));
  const first = new Set(inOrder(ready.flat()).slice(0, limit));
  const counts = ready.map((lanes) => lanes.filter((lane) => first.has(lane)).length);
  return routes.map((route, index) => ({ route, limit: counts[index] ?? 0 })).filter((quota) => quota.limit > 0);
}

/** Those that have a lane that is ready; of more than can have a part in it, those whose first lanes go first. */
async function routesAtWork(session: Session, { routes, limit }: Request): Promise<readonly Route[]> {
  const heads = await lanesOf(
    session,
    routes.map((route) => ({ route, limit: 1 })),
    (rows) => session.fetch(readyLanes, rows),
  );
  const headed = routes.flatMap((route, index) => (heads[index] ?? []).map(({ rank }) => ({ route, rank })));
  return inOrder(headed)
    .slice(0, limit)
    .map(({ route }) => route);
}

type Fetch = (rows: readonly RowOf<typeof readyColumns>[]) => Promise<readonly (readonly Found[])[]>;

interface Found {
  readonly n: number;
  readonly lane: string;
  readonly due: number | null;
}

/** Ready lanes of each route. */
async function lanesOf(session: Session, quotas: readonly Quota[], fetch: Fetch): Promise<readonly (readonly ReadyLane[])[]> {
  const found = await fetch(quotas.map(({ route: { id }, limit }) => ({ route: id, now: session.now, limit })));
  return found.map((lanes, index) => {
    const handicap = (quotas[index]?.route.priority ?? 0) * agingMs;
    return lanes.map(({ n, lane, due }) => ({ n, lane, rank: Number(due) + handicap }));
  });
}

function inOrder<Ranked extends { readonly rank: number }>(lanes: readonly Ranked[]): readonly Ranked[] {
  return lanes.toSorted((one, other) => one.rank - other.rank);
}

const readyColumns = { route: integer, now: integer, limit: integer };

type ReadyTerms = Pick<Terms<typeof readyColumns>, 'db' | 'row' | 'here'>;

function ready({ db, row, here }: ReadyTerms) {
  return db
    .selectFrom('lanes')
    .select(['n', 'lane', 'due'])
    .where('partition', '=', here)
    .where('route', '=', row.route)
    .where('owner', 'is', null)
    .where('due', 'is not', null)
    .where('due', '<=', row.now)
    .where('paused', '=', sql.lit(0))
    .orderBy('due')
    .limit(row.limit);
}

const readyLanes = statement(readyColumns, ready);

const takeableColumns = { ...readyColumns, owner: integer };

/** The worker is neither given up nor lost before the transaction has ended: nobody would take its lanes back. */
const takeableLanes = statement(takeableColumns, (terms) => {
  const { db, row, capabilities } = terms;
  const worker = db.selectFrom('workers').select('id').where('id', '=', row.owner);
  const held = ready(terms).where(({ exists }) => exists(capabilities.rowLocks ? worker.forKeyShare() : worker));
  return capabilities.skipLocked ? held.forUpdate().skipLocked() : held;
});
