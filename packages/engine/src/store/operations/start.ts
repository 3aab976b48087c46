/** Starts instances. */
import { StoreConflictError } from '@waystone/core';
import { sql } from 'kysely';
import { noTags } from '../../tags.js';
import { endInstances } from '../effects/close.js';
import { findInstances } from '../effects/find-instances.js';
import type { FoundInstance } from '../effects/find-instances.js';
import { internRoutes } from '../effects/intern-routes.js';
import { openInstances } from '../effects/open-instances.js';
import type { InstanceToOpen, OpenedInstance } from '../effects/open-instances.js';
import { initializeStatuses } from '../effects/set-statuses.js';
import { matchSignals, storeSignals } from '../effects/signals.js';
import { storeGraphs } from '../effects/store-graphs.js';
import type { Patience } from '../lock-wait.js';
import type { Route } from '../memory.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { StartRequest, StartResult } from '../store.js';

type Start = InstanceToOpen;

/** What was started. */
interface Begun extends OpenedInstance {
  readonly request: StartRequest;
}

interface Conflict {
  readonly start: Start;
  readonly existing: FoundInstance;
}

type Resolved = readonly [Start, StartResult];

export async function start(session: Session, requests: readonly StartRequest[], patience: Patience): Promise<readonly StartResult[]> {
  await storeGraphs(
    session,
    requests.map(({ graph }) => graph),
  );
  const routes = await internRoutes(session, requests.map(routeOf));
  return begin(
    session,
    requests.map((request, index) => ({ request, route: routes[index]?.id ?? 0 })),
    patience,
  );
}

/** Whether it is one statement, once its graph and its route are known. */
export function startsAlone({ statuses, signals }: StartRequest): boolean {
  return statuses.length === 0 && signals.length === 0;
}

/** The short way, without a transaction; gives nothing for those that have to take the longer one. */
export async function startAlone(session: Session, requests: readonly StartRequest[]): Promise<readonly (StartResult | undefined)[]> {
  const starts = requests.map((request) => ({ request, route: knownRoute(session, request) }));
  const able = starts.flatMap(({ request, route }) => (route === undefined ? [] : [{ request, route }]));
  const opened = (await openInstances(session, able, 'short')).values();
  return starts.map(({ request, route }) => {
    const instance = route === undefined ? undefined : opened.next().value;
    return instance && startedAs({ ...instance, request });
  });
}

/** Undefined: the route or the graph may have to be stored first. */
function knownRoute({ memory }: Session, request: StartRequest): number | undefined {
  return memory.knowsGraph(request.graph.hash) ? memory.route(routeOf(request))?.id : undefined;
}

function routeOf({ queue, graph, priority, tags = noTags }: StartRequest): Omit<Route, 'id'> {
  return { queue, graph: graph.hash, priority, tags };
}

function startedAs({ n, heldSince, request }: Begun): StartResult {
  return { status: 'started', n, workflow: request.graph.workflow, ...(heldSince !== undefined && { heldSince }) };
}

async function begin(session: Session, starts: readonly Start[], patience: Patience): Promise<readonly StartResult[]> {
  const opened = await openInstances(session, starts, patience);
  const begun = starts.flatMap(({ request }, index): Begun[] => {
    const instance = opened[index];
    return instance ? [{ ...instance, request }] : [];
  });
  await populate(session, begun);
  const conflicts = await findConflicts(
    session,
    starts.filter((_, index) => !opened[index]),
  );
  const resolved = await resolveConflicts(session, conflicts, patience);
  const started = begun.values();
  return starts.map((one) => resolved.get(one) ?? startedAs(started.next().value as Begun));
}

async function populate(session: Session, begun: readonly Begun[]): Promise<void> {
  await initializeStatuses(
    session,
    begun.flatMap(({ n, request }) => request.statuses.map((status) => ({ n, ...status }))),
  );
  await storeSignals(session, signalsOf(begun));
}

async function findConflicts(session: Session, starts: readonly Start[]): Promise<readonly Conflict[]> {
  const found = await findInstances(
    session,
    starts.map(({ request }) => request.instanceId),
  );
  return starts.map((one, index) => {
    const existing = found[index];
    if (!existing) throw new StoreConflictError(session.where, 'the instance whose id was to be taken was deleted meanwhile');
    return { start: one, existing };
  });
}

async function resolveConflicts(
  session: Session,
  conflicts: readonly Conflict[],
  patience: Patience,
): Promise<ReadonlyMap<Start, StartResult>> {
  const by = (treatment: ReturnType<typeof treatmentOf>) => conflicts.filter((conflict) => treatmentOf(conflict) === treatment);
  return new Map([
    ...by('none').map((conflict) => resolvedAs(conflict, { status: 'started', isRepeated: true })),
    ...by('fail').map((conflict) => resolvedAs(conflict, { status: 'exists' })),
    ...(await useExisting(session, by('useExisting'))),
    ...(await replaceExisting(session, by('terminateExisting'), patience)),
  ]);
}

function resolvedAs({ start: one, existing: { n, workflow } }: Conflict, result: Omit<StartResult, 'n' | 'workflow'>): Resolved {
  return [one, { ...result, n, workflow }];
}

/** `none`: it is the one that was to be started; the answer to that was lost. */
function treatmentOf({ start: { request }, existing }: Conflict): StartRequest['onConflict'] | 'none' {
  if (request.uid === existing.uid) return 'none';
  // It is not what the caller means, and its signals are others.
  return request.onConflict === 'useExisting' && existing.workflow !== request.graph.workflow ? 'fail' : request.onConflict;
}

async function useExisting(session: Session, conflicts: readonly Conflict[]): Promise<readonly Resolved[]> {
  const used = conflicts.filter(({ existing: { state } }) => state === 'live');
  const arriving = signalsOf(used.map(({ start: { request }, existing: { n } }) => ({ n, request })));
  await storeSignals(session, arriving);
  await matchSignals(
    session,
    arriving.map(({ n, signal: { name } }) => ({ n, name })),
  );
  return conflicts.map((conflict) => {
    const isTooLate = conflict.existing.state !== 'live' && conflict.start.request.signals.length > 0;
    return resolvedAs(conflict, { status: isTooLate ? 'ended' : 'used' });
  });
}

async function replaceExisting(session: Session, conflicts: readonly Conflict[], patience: Patience): Promise<readonly Resolved[]> {
  if (conflicts.length === 0) return [];
  const existing = [...new Map(conflicts.map((conflict) => [conflict.existing.n, conflict.existing])).values()];
  const live = existing.filter(({ state }) => state === 'live');
  await endInstances(
    session,
    live.map(({ n }) => ({ n, end: 'canceled', outcome: null, terminated: 1 })),
  );
  if (live.length > 0) session.notify({ kind: 'requests' });
  await session.change(markReplaced, existing);
  const starts = conflicts.map((conflict) => conflict.start);
  // Several of them may want the same id: each replaces the one before.
  const begun = await begin(session, starts, patience);
  return starts.map((one, index) => [one, begun[index] as StartResult]);
}

function signalsOf(starts: readonly Pick<Begun, 'n' | 'request'>[]) {
  return starts.flatMap(({ n, request }) => request.signals.map((signal) => ({ n, signal })));
}

const markReplaced = statement({ n: integer }, ({ db, row, here }) =>
  db
    .updateTable('instances')
    .set({ replaced: sql.lit(1) })
    .where('partition', '=', here)
    .where('n', '=', row.n),
);
