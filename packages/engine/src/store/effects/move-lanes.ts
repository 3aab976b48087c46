/**
 * Moves held lanes to where their steps lead, with everything that follows from it: signals received or given back,
 * lanes of a fork opened and deleted, ends counted.
 *
 * Always: the lanes were read in this transaction and are held with the fences of their steps, one step each.
 */
import { assert } from '@waystone/core';
import { laneName, lanesOfFork, mainLine } from '../lane-names.js';
import type { Session } from '../session.js';
import type { Brought, InstanceNumber, StepCommit, Then } from '../store.js';
import { cancelLanes, endInstances } from './close.js';
import { deleteLanes } from './delete-lanes.js';
import type { EndOfInstance } from './end-instances.js';
import { endLanes, howEnded } from './end-lanes.js';
import { keepLeases } from './keep-leases.js';
import { lanesToOpen, openLanes } from './open-lanes.js';
import type { LaneStanding } from './read-lanes.js';
import { routeLanes } from './route-lanes.js';
import { consumeSignals, matchSignals, returnSignals } from './signals.js';
import type { SignalWait } from './signals.js';
import { standingAfter, writeStandings } from './standing.js';
import type { Standing } from './standing.js';
import { writeFirstSteps } from './write-history.js';
import type { OpenedLane } from './write-history.js';

/** The child of a step. */
export interface ChildOfStep {
  readonly n: InstanceNumber;
  /** It has ended, so there is nothing to wait for. */
  readonly isOver: boolean;
}

export interface Move {
  readonly step: StepCommit;
  /** The lane before the step. */
  readonly lane: LaneStanding;
  /** The step's number in the order of commit. */
  readonly ordinal: number;
  /** Another step of the lane comes in the same transaction. */
  readonly isFollowed: boolean;
  /** The child that it started or waits for; absent: there is none. */
  readonly child?: ChildOfStep;
}

interface Moved extends Move {
  readonly after: Standing;
}

/** Where a step left its lane, and what it gave to the worker. */
export interface Outcome {
  readonly after: Standing;
  readonly brought: Brought | undefined;
}

export async function moveLanes(session: Session, moves: readonly Move[]): Promise<readonly Outcome[]> {
  for (const move of moves) assertReceivable(move);
  const routed = await routeMoves(session, moves);
  const moved = routed.map((move) => ({ ...move, after: standingAfter(move, session.now) }));
  if (moved.length === 0) return [];
  // With an instance all of its lanes go.
  await writeStandings(
    session,
    moved.filter((move) => endOfInstance(move).length === 0),
  );
  const left = moved.filter(({ step }) => !staysAtWait(step));
  await takeSignals(session, left);
  await deleteJoined(session, left);
  const opened = await openForks(session, moved);
  const joined = await countEnds(session, moved);
  await matchSignals(session, left.flatMap(signalWaits));
  await endInstances(session, moved.flatMap(endOfInstance));
  if (moved.some(({ after }) => after.due !== null)) session.notify({ kind: 'ready' });
  return moved.map((move) => ({ after: move.after, brought: opened.get(move) ?? joined.get(move) }));
}

/** What follows from the steps, such as lanes of a fork, goes by the routes that they lead to. */
async function routeMoves(session: Session, moves: readonly Move[]): Promise<readonly Move[]> {
  const other = moves.flatMap(({ lane, step: { tags } }) => (tags === undefined ? [] : [{ lane, tags }]));
  const routes = (await routeLanes(session, other)).values();
  return moves.map((move) => (move.step.tags === undefined ? move : { ...move, lane: { ...move.lane, route: routes.next().value ?? 0 } }));
}

function staysAtWait({ then }: StepCommit): boolean {
  return then.kind === 'retry' || then.kind === 'setAside';
}

function assertReceivable({ step, lane }: Move): void {
  const { consumed } = step;
  if (consumed === undefined) return;
  assert(consumed === lane.sid, 'a step received a signal that was not assigned to its lane');
  assert(!staysAtWait(step), 'a step received a signal and is to be made again');
}

async function takeSignals(session: Session, moved: readonly Moved[]): Promise<void> {
  const assigned = moved.flatMap(({ lane: { n, sid }, step }) => (sid === null ? [] : [{ n, sid, isReceived: step.consumed === sid }]));
  await consumeSignals(
    session,
    assigned.filter(({ isReceived }) => isReceived),
  );
  await returnSignals(
    session,
    assigned.filter(({ isReceived }) => !isReceived),
  );
}

/** The waits that may get a signal now: of lanes that begin to wait, and of others if one was given back. */
function signalWaits({ lane, step, after }: Moved): readonly SignalWait[] {
  const returned = lane.sid !== null && step.consumed === undefined ? lane.signal : null;
  return [after.signal, returned].flatMap((name) => (name === null ? [] : [{ n: lane.n, name }]));
}

/** The lanes of a fork keep their results until the lane that stood there goes on. */
async function deleteJoined(session: Session, moved: readonly Moved[]): Promise<void> {
  const joined = moved.filter(({ lane }) => lane.mode !== null);
  await session.change(
    deleteLanes,
    joined.map(({ lane: { n, lane, seq } }) => lanesOfFork(n, lane, seq)),
  );
}

/** Gives which of them got lanes for their workers. */
async function openForks(session: Session, moved: readonly Moved[]): Promise<ReadonlyMap<Moved, Brought>> {
  const forks = moved.flatMap((move) => forkOf(move));
  const holding = forks.filter(({ mayHold }) => mayHold);
  const haveLeases = await keepLeases(
    session,
    holding.map(({ owner }) => owner),
  );
  const held = new Set(holding.filter((_, index) => haveLeases[index]));
  const lanes = forks.flatMap((fork) => {
    const { then, lane, owner } = fork;
    return lanesToOpen(lane, then, { now: session.now, owner: held.has(fork) ? owner : null });
  });
  await openLanes(session, lanes);
  await writeFirstSteps(session, forks.flatMap(firstSteps));
  // A cancel that was not delivered goes to where it can be: the lanes.
  const canceled = forks.filter(({ after }) => after.request === 'cancel');
  await cancelLanes(
    session,
    canceled.map(({ lane: { n, lane, seq } }) => lanesOfFork(n, lane, seq)),
  );
  return new Map([...held].map(({ move }) => [move, { opened: true }]));
}

/** The fork that a step opens. */
interface OpenedFork {
  readonly move: Moved;
  readonly then: Extract<Then, { readonly kind: 'fork' }>;
  readonly lane: LaneStanding;
  readonly after: Standing;
  readonly owner: number;
  /** What waits for a request or the end of a pause is for whoever claims it then. */
  readonly mayHold: boolean;
}

function forkOf(move: Moved): readonly OpenedFork[] {
  const { step, lane, after } = move;
  const { then } = step;
  if (then.kind !== 'fork') return [];
  const mayHold = then.lanes.some(({ held }) => held) && after.request !== 'cancel' && after.paused === 0;
  return [{ move, then, lane: { ...lane, seq: after.seq }, after, owner: step.fence.owner, mayHold }];
}

function firstSteps({ then, lane: { n, lane, seq }, owner }: OpenedFork): readonly OpenedLane[] {
  return then.lanes.map(({ position, first }) => ({ n, lane: laneName(lane, seq, position), owner, first }));
}

/** Gives which of them got the lane that waited for theirs. */
async function countEnds(session: Session, moved: readonly Moved[]): Promise<ReadonlyMap<Moved, Brought>> {
  const ends = moved.flatMap((move) => {
    const {
      step: { fence, then },
      lane: { n, parent, request },
    } = move;
    if (then.kind !== 'end' || parent === null) return [];
    return [{ move, n, parent, how: howEnded(then.end, request), joinFor: then.joinsHere ? fence.owner : null }];
  });
  const joined = await endLanes(session, ends);
  return new Map(ends.flatMap(({ move }, index) => (joined[index] ? [[move, { joined: joined[index] }] as const] : [])));
}

function endOfInstance({ step: { then }, lane: { n, lane } }: Moved): readonly EndOfInstance[] {
  if (then.kind === 'fail') return [{ n, end: 'failed', outcome: then.envelope, terminated: 0 }];
  if (then.kind === 'end' && lane === mainLine) return [{ n, end: then.end, outcome: then.envelope, terminated: 0 }];
  return [];
}
