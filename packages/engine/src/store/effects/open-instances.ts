/**
 * Inserts instances with their main lines, unless their ids are taken.
 *
 * Always: an instance and its main line are one statement. A worker that is to hold the main line from the beginning holds it only
 * if its lease is there until that is durable, since nobody else would take the lane back; otherwise the lane is ready for all.
 */
import type { OnParentClose } from '@waystone/core';
import { sql } from 'kysely';
import { atEntry } from '../../interpreter/continuation.js';
import { firstEpoch } from '../first-epoch.js';
import { mainLine } from '../lane-names.js';
import type { Flag, LaneState } from '../schema.js';
import type { Session } from '../session.js';
import { bytes, chain, integer, numbered, optional, text, timed, word } from '../statement.js';
import type { Terms } from '../statement.js';
import type { InstanceNumber, LaneRequest, StartRequest } from '../store.js';

export interface InstanceToOpen {
  readonly route: number;
  readonly request: StartRequest;
}

export interface OpenedInstance {
  readonly n: InstanceNumber;
  /** The time of its start, if its main line is held by the worker that was to hold it. */
  readonly heldSince?: number;
}

/** Gives nothing for those whose ids are taken. */
export async function openInstances(
  session: Session,
  instances: readonly InstanceToOpen[],
): Promise<readonly (OpenedInstance | undefined)[]> {
  const opened = new Map<InstanceToOpen, OpenedInstance>();
  const held = instances.filter(({ request: { holder } }) => holder !== undefined);
  for (const [index, filled] of (await session.applyChain(openHeld, held.map(toHeld))).entries()) {
    if (filled) opened.set(held[index] as InstanceToOpen, { n: filled.number, heldSince: filled.now });
  }
  const free = instances.filter((instance) => !opened.has(instance));
  for (const [index, filled] of (await session.applyChain(openReady, free.map(toReady))).entries()) {
    if (filled) opened.set(free[index] as InstanceToOpen, { n: filled.number });
  }
  // Those with a time of their own, too: somebody has to wait for that.
  if (free.some((instance) => opened.has(instance))) session.notify({ kind: 'ready' });
  return instances.map((instance) => opened.get(instance));
}

function toRow({ route, request }: InstanceToOpen, index: number) {
  const { parent } = request;
  return {
    index,
    route,
    id: request.instanceId,
    uid: request.uid,
    workflow: request.graph.workflow,
    graph: request.graph.hash,
    input: request.input,
    envelope: request.envelope,
    parent: parent?.n ?? null,
    parentLane: parent?.lane ?? null,
    parentSeq: parent?.seq ?? null,
    onParentClose: parent?.onParentClose ?? null,
  };
}

function toReady(instance: InstanceToOpen, index: number) {
  return { ...toRow(instance, index), startAt: instance.request.startAt ?? null };
}

function toHeld(instance: InstanceToOpen, index: number) {
  return { ...toRow(instance, index), holder: instance.request.holder?.owner ?? 0 };
}

const columns = {
  index: integer,
  n: numbered('instance', 'index'),
  id: text,
  uid: text,
  workflow: text,
  graph: text,
  route: integer,
  input: bytes,
  envelope: bytes,
  parent: optional(integer),
  parentLane: optional(text),
  parentSeq: optional(integer),
  onParentClose: optional(word<OnParentClose>()),
  now: timed,
};

const readyColumns = { ...columns, startAt: optional(integer) };
const heldColumns = { ...columns, holder: integer };

type OpenTerms = Pick<Terms<typeof columns>, 'db' | 'row' | 'here'>;
type ReadyTerms = Pick<Terms<typeof readyColumns>, 'db' | 'row' | 'here'>;
type HeldTerms = Pick<Terms<typeof heldColumns>, 'db' | 'row' | 'here' | 'capabilities'>;

function insertInstance({ db, row, here }: OpenTerms) {
  return db
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
    .onConflict((conflict) => conflict.doNothing());
}

function insertReadyLine(terms: ReadyTerms) {
  const { startAt, now } = terms.row;
  return terms.db.insertInto('lanes').values({ ...mainLineOf(terms), epoch: sql.lit(0), due: sql<number>`coalesce(${startAt}, ${now})` });
}

function insertHeldLine(terms: HeldTerms) {
  return terms.db.insertInto('lanes').values({ ...mainLineOf(terms), owner: terms.row.holder, epoch: sql.lit(firstEpoch) });
}

function mainLineOf({ row, here }: OpenTerms) {
  return {
    partition: here,
    n: row.n,
    lane: sql.lit(mainLine),
    position: sql.lit(0),
    fork_lane: sql.lit(0),
    route: row.route,
    state: sql.lit<LaneState>('live'),
    seq: sql.lit(0),
    attempt: sql.lit(0),
    losses: sql.lit(0),
    since: row.now,
    pending: sql.lit(0),
    request: sql.lit<LaneRequest>('none'),
    paused: sql.lit<Flag>(0),
    node: sql.lit(atEntry),
    envelope: row.envelope,
  };
}

/** It is neither given up nor lost before this transaction has ended. */
function workerOf({ db, row, capabilities }: HeldTerms) {
  const query = db.selectFrom('workers').select('id').where('id', '=', row.holder);
  return capabilities.rowLocks ? query.forKeyShare() : query;
}

const openReady = chain(readyColumns, { first: insertInstance, rest: [insertReadyLine] }, ['id']);

const openHeld = chain(heldColumns, { need: workerOf, first: insertInstance, rest: [insertHeldLine] }, ['id']);
