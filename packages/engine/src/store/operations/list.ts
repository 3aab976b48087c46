/** Lists instances, newest first. */
import { OptionInvalidError } from '@waystone/core';
import { sql } from 'kysely';
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import { instanceStatus, summariesOf, summaryColumns } from '../effects/summarize.js';
import { covers, noTags } from '../../tags.js';
import { refreshRoutes } from '../effects/intern-routes.js';
import type { Route } from '../memory.js';
import type { Schema } from '../schema.js';
import type { Session } from '../session.js';
import type { InstanceState, InstanceStatus, InstanceSummary, ListFilter } from '../store.js';

type Terms = ExpressionBuilder<Schema, 'instances'>;
type Condition = ExpressionWrapper<Schema, 'instances', SqlBool>;

const defaultLimit = 100;

/** The greatest character, so that it follows every id with the same beginning. */
const afterAll = '\u{10ffff}';

export async function list(session: Session, filter: ListFilter): Promise<readonly InstanceSummary[]> {
  const { limit = defaultLimit } = filter;
  if (!Number.isSafeInteger(limit) || limit < 1) throw new OptionInvalidError('limit', `is ${limit}; give a whole number of at least 1`);
  await session.begun();
  const { db, partition, now } = session;
  const routes = await routesFor(session, filter);
  if (routes?.length === 0) return [];
  const rows = await db
    .selectFrom('instances')
    .select((terms) => summaryColumns(terms, now))
    .where('partition', '=', partition)
    .where('replaced', '=', sql.lit(0))
    .where((terms) => terms.and([...conditions(terms, filter, now), ...(routes ? [terms('route', 'in', routes)] : [])]))
    .orderBy('n', 'desc')
    .limit(limit)
    .execute();
  return summariesOf(session, rows);
}

/** `undefined`: all of them. */
async function routesFor(session: Session, { queue, priority, tags }: ListFilter): Promise<readonly number[] | undefined> {
  if (queue === undefined && priority === undefined && tags === undefined) return undefined;
  await refreshRoutes(session);
  const isWanted = (route: Route): boolean =>
    (queue === undefined || route.queue === queue) &&
    (priority === undefined || route.priority === priority) &&
    covers(route.tags, tags ?? noTags);
  return session.memory.routes().flatMap((route) => (isWanted(route) ? [route.id] : []));
}

function conditions(terms: Terms, filter: ListFilter, now: number): readonly Condition[] {
  const { workflow, status, parent, idPrefix, createdAfter, createdBefore, after } = filter;
  return [
    ...(workflow === undefined ? [] : [terms('workflow', '=', workflow)]),
    ...(status === undefined ? [] : [hasStatus(terms, status, now)]),
    ...(parent === undefined ? [] : [terms('parent', 'is not', null), terms('parent', '=', numberOf(terms, parent))]),
    ...(idPrefix === undefined ? [] : [terms('id', '>=', idPrefix), terms('id', '<', idPrefix + afterAll)]),
    ...(createdAfter === undefined ? [] : [terms('created_at', '>', createdAfter)]),
    ...(createdBefore === undefined ? [] : [terms('created_at', '<', createdBefore)]),
    ...(after === undefined ? [] : [terms('n', '<', numberOf(terms, after))]),
  ];
}

/** By state first, which is indexed; what lives is told apart by its lanes. */
function hasStatus(terms: Terms, wanted: readonly InstanceStatus[], now: number): Condition {
  const ends = wanted.filter((status): status is Exclude<InstanceState, 'live'> => isEnd(status));
  const lives = wanted.filter((status) => !isEnd(status));
  const living = terms.and([terms('state', '=', 'live'), terms(instanceStatus(terms, now), 'in', lives)]);
  return terms.or([...(ends.length > 0 ? [terms('state', 'in', ends)] : []), ...(lives.length > 0 ? [living] : [])]);
}

function isEnd(status: InstanceStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'canceled';
}

function numberOf(terms: Terms, id: string) {
  return terms
    .selectFrom('instances as last')
    .select('last.n')
    .whereRef('last.partition', '=', 'instances.partition')
    .where('last.id', '=', id)
    .where('last.replaced', '=', sql.lit(0));
}
