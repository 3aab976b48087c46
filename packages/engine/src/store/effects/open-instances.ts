/**
 * Inserts instances with their main lines, unless their ids are taken.
 *
 * Always: an instance and its main line are one statement. A worker that is to hold the main line from the beginning holds it only
 * if its lease is there until that is durable, since nobody else would take the lane back; otherwise the lane is ready for all.
 */
import type { OnParentClose } from '@waystone/core';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { atEntry } from '../../interpreter/continuation.js';
import { firstEpoch } from '../first-epoch.js';
import { mainLine } from '../lane-names.js';
import type { Patience } from '../lock-wait.js';
import type { Flag, LaneState } from '../schema.js';
import type { Session } from '../session.js';
import { bytes, chain, integer, numbered, optional, text, timed, word } from '../statement.js';
import type { Filled, Terms } from '../statement.js';
import type { HistoryEntry, InstanceNumber, LaneRequest, StartRequest } from '../store.js';
import { insertHistory } from './write-history.js';

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
  patience: Patience,
): Promise<readonly (OpenedInstance | undefined)[]> {
  const opened = new Map<InstanceToOpen, OpenedInstance>();
  const { openReady, openHeld, openHeldAndTell } = chains[patience];
  const held = instances.filter(({ request: { holder } }) => holder !== undefined);
  const told = held.filter(isTold);
  const untold = held.filter((instance) => !isTold(instance));
  const hold = (wanted: readonly InstanceToOpen[], filled: readonly (Filled | undefined)[]): void => {
    for (const [index, one] of filled.entries()) {
      if (one) opened.set(wanted[index] as InstanceToOpen, { n: one.number, heldSince: one.now });
    }
  };
  hold(told, await session.applyChain(openHeldAndTell, told.map(toTold)));
  hold(untold, await session.applyChain(openHeld, untold.map(toHeld)));
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
  const { owner = 0, first } = instance.request.holder ?? {};
  const standing = first ? { seq: 1, standsAt: first.node, envelope: first.envelope } : { seq: 0, standsAt: atEntry };
  return { ...toRow(instance, index), ...standing, holder: owner };
}

type Told = InstanceToOpen & { readonly request: { readonly holder: { readonly first: { readonly history: HistoryEntry } } } };

/** It has made a step of which history tells. */
function isTold(instance: InstanceToOpen): instance is Told {
  return instance.request.holder?.first?.history !== undefined;
}

function toTold(instance: Told, index: number) {
  const { startedAt, endedAt, marks = null, continuation = null } = instance.request.holder.first.history;
  return { ...toHeld(instance, index), startedAt, endedAt, marks, continuation };
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
const heldColumns = { ...columns, holder: integer, seq: integer, standsAt: text };
const toldColumns = { ...heldColumns, startedAt: integer, endedAt: integer, marks: optional(text), continuation: optional(bytes) };

type OpenTerms = Terms<typeof columns>;
type ReadyTerms = Terms<typeof readyColumns>;
type HeldTerms = Terms<typeof heldColumns>;

/** How long it may take until somebody else has taken an id or not, where others wait for this. */
const shortWaitMs = 200;

/** The uid; before a row with it is inserted, the rest of the transaction may wait for locks no longer. */
function limitingUid({ row, capabilities }: OpenTerms) {
  const { uid } = row;
  if (!capabilities.rowLocks) return uid;
  const limit = sql`set_config('lock_timeout', ${sql.lit(String(shortWaitMs))}, true)`;
  return sql<string>`case when ${limit} is null then ${uid} else ${uid} end`;
}

function insertAs({ db, row, here }: OpenTerms, uid: RawBuilder<string>) {
  return db
    .insertInto('instances')
    .values({
      partition: here,
      n: row.n,
      id: row.id,
      uid,
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
  const standing = { seq: sql.lit(0), node: sql.lit(atEntry), epoch: sql.lit(0) };
  return terms.db.insertInto('lanes').values({ ...mainLineOf(terms), ...standing, due: sql<number>`coalesce(${startAt}, ${now})` });
}

function insertHeldLine(terms: HeldTerms) {
  const { holder: owner, seq, standsAt: node } = terms.row;
  return terms.db.insertInto('lanes').values({ ...mainLineOf(terms), owner, seq, node, epoch: sql.lit(firstEpoch) });
}

/** What history says of the first step; nothing of an instance comes before it. */
function insertFirstStep(terms: Terms<typeof toldColumns>) {
  const { n, holder: worker, startedAt, endedAt, marks, continuation } = terms.row;
  const nothing = sql.lit(0);
  const told = { n, worker, startedAt, endedAt, marks, continuation, ordinal: nothing, seq: nothing, attempt: sql.lit(1) };
  const entered = { lane: sql.lit(mainLine), node: sql.lit(atEntry), outcome: sql.lit<'completed'>('completed'), envelope: sql.lit(null) };
  return insertHistory({ ...terms, row: { ...told, ...entered } });
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
    attempt: sql.lit(0),
    losses: sql.lit(0),
    since: row.now,
    pending: sql.lit(0),
    request: sql.lit<LaneRequest>('none'),
    paused: sql.lit<Flag>(0),
    envelope: row.envelope,
  };
}

/** It is neither given up nor lost before this transaction has ended. */
function workerOf({ db, row, capabilities }: HeldTerms) {
  const query = db.selectFrom('workers').select('id').where('id', '=', row.holder);
  return capabilities.rowLocks ? query.forKeyShare() : query;
}

function chainsWith(uidOf: (terms: OpenTerms) => RawBuilder<string>) {
  const first = (terms: OpenTerms) => insertAs(terms, uidOf(terms));
  return {
    openReady: chain(readyColumns, { first, rest: [insertReadyLine] }, ['id']),
    openHeld: chain(heldColumns, { need: workerOf, first, rest: [insertHeldLine] }, ['id']),
    openHeldAndTell: chain(toldColumns, { need: workerOf, first, rest: [insertHeldLine, insertFirstStep] }, ['id']),
  };
}

/** A limit that is a statement of its own would be a trip to the database more. */
const chains: Readonly<Record<Patience, ReturnType<typeof chainsWith>>> = {
  long: chainsWith(({ row }) => row.uid),
  short: chainsWith(limitingUid),
};
