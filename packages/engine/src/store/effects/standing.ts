/** Where a step leaves its lane: the columns of its row that a step changes, per kind of step. */
import type { OnParentClose } from '@waystone/core';
import type { Flag, LaneState } from '../schema.js';
import type { Session } from '../session.js';
import { bytes, flag, integer, optional, statement, text, word } from '../statement.js';
import type { Envelope, LaneRequest, StepCommit, Then } from '../store.js';
import type { ChildOfStep, Move } from './move-lanes.js';
import type { LaneStanding } from './read-lanes.js';

/** The lane after the step. */
export type Standing = Omit<LaneStanding, 'n' | 'lane' | 'parent' | 'route' | 'epoch'> & {
  readonly due: number | null;
  /** Null: the lane keeps the one it has. */
  readonly envelope: Envelope | null;
};

interface Before {
  readonly child: ChildOfStep | undefined;
  readonly lane: LaneStanding;
  readonly ordinal: number;
  readonly isFollowed: boolean;
  /** As it stands after the step. */
  readonly request: LaneRequest;
  readonly now: number;
  /** When the step was taken. */
  readonly at: number;
}

type Standings = { readonly [Kind in Then['kind']]: (then: Extract<Then, { readonly kind: Kind }>, before: Before) => Standing };

export function standingAfter({ step, lane, ordinal, isFollowed, child }: Move, now: number): Standing {
  const before = { lane, ordinal, isFollowed, child, request: requestAfter(step, lane.request), now, at: step.at ?? now };
  const stand = standings[step.then.kind] as (then: Then, before: Before) => Standing;
  return stand(step.then, before);
}

function requestAfter({ cancelDelivered }: StepCommit, request: LaneRequest): LaneRequest {
  return cancelDelivered === true && request === 'cancel' ? 'canceling' : request;
}

const standings: Standings = {
  keep: ({ node, envelope }, before) => ({
    ...atRest(before),
    node,
    envelope,
    ...(isPaused(before) && !before.isFollowed ? { due: before.now } : { owner: before.lane.owner }),
  }),
  pass: ({ node, envelope }, before) => ({ ...atRest(before), node, envelope, due: before.now }),
  park: ({ node, envelope, wakeAt, signal }, before) => ({
    ...atRest(before),
    node,
    envelope,
    due: wakeTime(before, wakeAt),
    ...(signal !== undefined && { signal, ordinal: before.ordinal }),
  }),
  fork: ({ node, envelope, lanes, decidedBy: { successes = null, failures = null } }, before) => ({
    ...atRest(before),
    node,
    envelope,
    pending: lanes.length,
    mode: successes === null && failures === 1 ? 'all' : 'settled',
    successes_left: successes,
    failures_left: failures,
  }),
  startChild: ({ node, envelope, child: { onParentClose }, until }, before) => ({
    ...atRest(before),
    node,
    envelope,
    child: before.child?.n ?? null,
    ...(until === 'start' || !before.child ? { due: before.now } : { child_close: onParentClose }),
  }),
  awaitChild: ({ node, envelope }, before) => ({
    ...atRest(before),
    node,
    envelope,
    child: before.child?.n ?? null,
    due: before.child?.isOver === false ? null : before.now,
  }),
  retry: ({ wakeAt }, before) => ({ ...stays(before), attempt: before.lane.attempt + 1, due: wakeTime(before, wakeAt) }),
  setAside: (_, before) => ({ ...stays(before), attempt: before.lane.attempt, due: before.now, paused: 1 }),
  end: ({ end, envelope }, before) => ({ ...atRest(before), state: end, envelope, ordinal: before.ordinal }),
  fail: (_, before) => atRest(before),
};

/** One step further, held by nobody, waiting for nothing. */
function atRest({ lane, request, at }: Before): Standing {
  return {
    state: 'live',
    owner: null,
    since: at,
    seq: lane.seq + 1,
    attempt: 0,
    due: null,
    signal: null,
    sid: null,
    ordinal: null,
    pending: 0,
    mode: null,
    successes_left: null,
    failures_left: null,
    child: null,
    child_close: null,
    request,
    paused: lane.paused,
    node: lane.node,
    envelope: null,
  };
}

/** At the same wait as before, held by nobody. */
function stays(before: Before): Standing {
  const { since, seq, signal, sid, ordinal, mode, successes_left, failures_left, child, child_close } = before.lane;
  return { ...atRest(before), since, seq, signal, sid, ordinal, mode, successes_left, failures_left, child, child_close };
}

function isPaused({ lane }: Before): boolean {
  const paused: Flag = 1;
  return lane.paused === paused;
}

/** A cancel that was not delivered wakes the lane at once. */
function wakeTime({ request, now }: Before, wakeAt: number | undefined): number | null {
  return request === 'cancel' ? now : (wakeAt ?? null);
}

export async function writeStandings(session: Session, moved: readonly (Move & { readonly after: Standing })[]): Promise<void> {
  await session.change(
    moveLane,
    moved.map(({ lane: { n, lane }, after }) => ({ ...after, n, lane })),
  );
}

const moveLane = statement(
  {
    n: integer,
    lane: text,
    state: word<LaneState>(),
    owner: optional(integer),
    since: integer,
    seq: integer,
    attempt: integer,
    due: optional(integer),
    signal: optional(text),
    sid: optional(integer),
    ordinal: optional(integer),
    pending: integer,
    mode: optional(word<'all' | 'settled'>()),
    successes_left: optional(integer),
    failures_left: optional(integer),
    child: optional(integer),
    child_close: optional(word<OnParentClose>()),
    request: word<LaneRequest>(),
    paused: flag,
    node: text,
    envelope: optional(bytes),
  },
  ({ db, row, here }) =>
    db
      .updateTable('lanes')
      .set(({ fn, lit, ref }) => ({
        state: row.state,
        owner: row.owner,
        since: row.since,
        seq: row.seq,
        attempt: row.attempt,
        losses: lit(0),
        due: row.due,
        signal: row.signal,
        sid: row.sid,
        ordinal: row.ordinal,
        pending: row.pending,
        mode: row.mode,
        successes_left: row.successes_left,
        failures_left: row.failures_left,
        child: row.child,
        child_close: row.child_close,
        request: row.request,
        paused: row.paused,
        node: row.node,
        envelope: fn.coalesce(row.envelope, ref('envelope')),
      }))
      .where('partition', '=', here)
      .where('n', '=', row.n)
      .where('lane', '=', row.lane),
);
