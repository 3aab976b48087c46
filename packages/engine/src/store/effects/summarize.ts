/** Instances at a glance. The status of a live instance follows from its lanes, so no step has to keep it up to date. */
import { sql } from 'kysely';
import type { ExpressionBuilder } from 'kysely';
import type { Route } from '../memory.js';
import type { InstancesTable, Schema } from '../schema.js';
import type { Session } from '../session.js';
import type { InstanceStatus, InstanceSummary } from '../store.js';
import { routesOf } from './intern-routes.js';

type OverInstances = ExpressionBuilder<Schema, 'instances'>;

export type SummaryRow = Pick<
  InstancesTable,
  'id' | 'workflow' | 'graph' | 'route' | 'created_at' | 'ended_at' | 'cancel_requested_at' | 'pause_requested_at'
> & { readonly status: InstanceStatus };

export function summaryColumns(terms: OverInstances, now: number) {
  const times = ['created_at', 'ended_at', 'cancel_requested_at', 'pause_requested_at'] as const;
  return ['id', 'workflow', 'graph', 'route', ...times, instanceStatus(terms, now).as('status')] as const;
}

/** Running before paused: what runs ends its step first. */
export function instanceStatus(terms: OverInstances, now: number) {
  return terms
    .case()
    .when('instances.state', '<>', 'live')
    .then(terms.ref('instances.state'))
    .when(terms.exists(lanesOf(terms).where('owner', 'is not', null)))
    .then(sql.lit('running'))
    .when('pause_requested_at', 'is not', null)
    .then(sql.lit('paused'))
    .when(terms.exists(lanesOf(terms).where('due', '<=', now).where('paused', '=', sql.lit(0))))
    .then(sql.lit('ready'))
    .else(sql.lit('parked'))
    .end()
    .$castTo<InstanceStatus>();
}

function lanesOf(terms: OverInstances) {
  return terms
    .selectFrom('lanes')
    .select(sql.lit(1).as('one'))
    .whereRef('lanes.partition', '=', 'instances.partition')
    .whereRef('lanes.n', '=', 'instances.n');
}

export async function summariesOf(session: Session, rows: readonly SummaryRow[]): Promise<readonly InstanceSummary[]> {
  const routes = await routesOf(
    session,
    rows.map(({ route }) => route),
  );
  return rows.map((row, index) => summaryOf(row, routes[index] as Route));
}

function summaryOf(row: SummaryRow, { queue, priority, tags }: Route): InstanceSummary {
  return {
    id: row.id,
    workflow: row.workflow,
    graph: row.graph,
    status: row.status,
    queue,
    priority,
    tags,
    createdAt: row.created_at,
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.cancel_requested_at !== null && { cancelRequestedAt: row.cancel_requested_at }),
    ...(row.pause_requested_at !== null && { pauseRequestedAt: row.pause_requested_at }),
  };
}
