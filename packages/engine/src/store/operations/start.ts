/** Starts instances. */
import { assert, type OnParentClose } from '@waystone/core';
import { sql } from 'kysely';
import { noTags } from '../../tags.js';
import { endInstances } from '../effects/close.js';
import { findInstances } from '../effects/find-instances.js';
import { internRoutes } from '../effects/intern-routes.js';
import { openLanes, unbegun } from '../effects/open-lanes.js';
import type { LaneToOpen } from '../effects/open-lanes.js';
import { initializeStatuses } from '../effects/set-statuses.js';
import { matchSignals, storeSignals } from '../effects/signals.js';
import { storeGraphs } from '../effects/store-graphs.js';
import { mainLine } from '../lane-names.js';
import type { Session } from '../session.js';
import { bytes, integer, optional, statement, text, word } from '../statement.js';
import type { InstanceNumber, InstanceState, StartRequest, StartResult } from '../store.js';

interface Start {
  readonly n: InstanceNumber;
  readonly route: number;
  readonly request: StartRequest;
}

interface Existing {
  readonly n: InstanceNumber;
  readonly workflow: string;
  readonly state: InstanceState;
}

interface Conflict {
  readonly start: Start;
  readonly existing: Existing;
}

export async function start(session: Session, requests: readonly StartRequest[]): Promise<readonly StartResult[]> {
  await storeGraphs(
    session,
    requests.map(({ graph }) => graph),
  );
  const routes = await internRoutes(
    session,
    requests.map(({ queue, graph, priority, tags = noTags }) => ({ queue, graph: graph.hash, priority, tags })),
  );
  const numberOf = await session.take('instance', requests.length);
  const starts = routes.map(({ id }, index) => ({ n: numberOf(index), route: id, request: requests[index] }));
  return begin(session, starts as readonly Start[]);
}

async function begin(session: Session, starts: readonly Start[]): Promise<readonly StartResult[]> {
  const inserted = await insertInstances(session, starts);
  await populate(
    session,
    starts.filter((_, index) => inserted[index]),
  );
  const conflicts = await findConflicts(
    session,
    starts.filter((_, index) => !inserted[index]),
  );
  const resolved = await resolveConflicts(session, conflicts);
  return starts.map((one) => resolved.get(one) ?? { status: 'started', n: one.n, workflow: one.request.graph.workflow });
}

function insertInstances(session: Session, starts: readonly Start[]): Promise<readonly boolean[]> {
  return session.apply(
    insertInstance,
    starts.map(({ n, route, request }) => ({
      n,
      route,
      id: request.instanceId,
      uid: request.uid,
      workflow: request.graph.workflow,
      graph: request.graph.hash,
      input: request.input,
      parent: request.parent?.n ?? null,
      parentLane: request.parent?.lane ?? null,
      parentSeq: request.parent?.seq ?? null,
      onParentClose: request.parent?.onParentClose ?? null,
      now: session.now,
    })),
  );
}

async function populate(session: Session, starts: readonly Start[]): Promise<void> {
  await openLanes(
    session,
    starts.map((one) => mainLineOf(one, session.now)),
  );
  await initializeStatuses(
    session,
    starts.flatMap(({ n, request }) => request.statuses.map((status) => ({ n, ...status }))),
  );
  await storeSignals(session, signalsOf(starts));
}

function mainLineOf({ n, route, request }: Start, now: number): LaneToOpen {
  return {
    n,
    lane: mainLine,
    parent: null,
    position: 0,
    key: null,
    fork: null,
    forkLane: 0,
    route,
    state: 'live',
    ...unbegun,
    due: request.startAt ?? now,
    paused: 0,
    envelope: request.envelope,
  };
}

async function findConflicts(session: Session, starts: readonly Start[]): Promise<readonly Conflict[]> {
  const found = await findInstances(
    session,
    starts.map(({ request }) => request.instanceId),
  );
  return starts.map((one, index) => {
    const existing = found[index];
    assert(existing, 'a start was refused, but its id is free');
    return { start: one, existing };
  });
}

async function resolveConflicts(session: Session, conflicts: readonly Conflict[]): Promise<ReadonlyMap<Start, StartResult>> {
  const by = (treatment: StartRequest['onConflict']) => conflicts.filter((conflict) => treatmentOf(conflict) === treatment);
  const results = new Map<Start, StartResult>();
  for (const { start: refused, existing } of by('fail'))
    results.set(refused, { status: 'exists', n: existing.n, workflow: existing.workflow });
  await useExisting(session, by('useExisting'), results);
  await replaceExisting(session, by('terminateExisting'), results);
  return results;
}

/** An instance of another workflow cannot be used: it is not what the caller means, and its signals are others. */
function treatmentOf({ start: { request }, existing }: Conflict): StartRequest['onConflict'] {
  return request.onConflict === 'useExisting' && existing.workflow !== request.graph.workflow ? 'fail' : request.onConflict;
}

async function useExisting(session: Session, conflicts: readonly Conflict[], results: Map<Start, StartResult>): Promise<void> {
  const used = conflicts.filter(({ existing: { state } }) => state === 'live');
  const arriving = signalsOf(used.map(({ start: { request }, existing: { n } }) => ({ n, request })));
  await storeSignals(session, arriving);
  await matchSignals(
    session,
    arriving.map(({ n, signal: { name } }) => ({ n, name })),
  );
  for (const { start: joining, existing } of conflicts) {
    const isTooLate = existing.state !== 'live' && joining.request.signals.length > 0;
    results.set(joining, { status: isTooLate ? 'ended' : 'used', n: existing.n, workflow: existing.workflow });
  }
}

async function replaceExisting(session: Session, conflicts: readonly Conflict[], results: Map<Start, StartResult>): Promise<void> {
  if (conflicts.length === 0) return;
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
  const begun = await begin(session, starts);
  for (const [index, one] of starts.entries()) results.set(one, begun[index] as StartResult);
}

function signalsOf(starts: readonly Pick<Start, 'n' | 'request'>[]) {
  return starts.flatMap(({ n, request }) => request.signals.map((signal) => ({ n, signal })));
}

const insertInstance = statement(
  {
    n: integer,
    id: text,
    uid: text,
    workflow: text,
    graph: text,
    route: integer,
    input: bytes,
    parent: optional(integer),
    parentLane: optional(text),
    parentSeq: optional(integer),
    onParentClose: optional(word<OnParentClose>()),
    now: integer,
  },
  ({ db, row, here }) =>
    db
      .insertInto('instances')
      .values({
        partition: here,
        n: row.n,
        id: row.id,
        uid: row.uid,
        workflow: row.workflow,
        graph: row.graph,
        route: row.route,
        state: sql.lit('live'),
        terminated: sql.lit(0),
        replaced: sql.lit(0),
        created_at: row.now,
        input: row.input,
        parent: row.parent,
        parent_lane: row.parentLane,
        parent_seq: row.parentSeq,
        on_parent_close: row.onParentClose,
        is_parent: sql.lit(0),
      })
      .onConflict((conflict) => conflict.doNothing()),
  ['id'],
);

const markReplaced = statement({ n: integer }, ({ db, row, here }) =>
  db
    .updateTable('instances')
    .set({ replaced: sql.lit(1) })
    .where('partition', '=', here)
    .where('n', '=', row.n),
);
