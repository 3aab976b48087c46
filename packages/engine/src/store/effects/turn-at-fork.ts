/**
 * Steps that come to a fork whose lanes their worker keeps.
 *
 * Always: such a step, its history, the lanes that it opens and, if it leaves a join, those that go with it are one statement,
 * which needs no transaction around it. It changes nothing unless the lane is as the worker knows it, nobody else is at the
 * instance and the worker has its lease; whatever stands in any other way takes the longer one.
 */
import { sql } from 'kysely';
import { atEntry } from '../../interpreter/continuation.js';
import { firstEpoch } from '../first-epoch.js';
import { laneName, lanesOfFork } from '../lane-names.js';
import type { Session } from '../session.js';
import { beside, bytes, chain, integer, optional, text, word } from '../statement.js';
import type { Terms } from '../statement.js';
import type { CommitResult, StepCommit, Then } from '../store.js';
import { asKnown, fenceColumns, fenceRow, oneStepOn } from './as-known.js';
import { deleteRange, rangeColumns } from './delete-lanes.js';
import { lockInstanceAndLease } from './lock-with-lease.js';
import { firstSteps, historyOf, tellSteps } from './write-history.js';

interface Turn extends StepCommit {
  readonly at: number;
  readonly then: Extract<Then, { readonly kind: 'fork' }>;
}

/** Each opens rows of its own, and a statement only so many. */
const mostLanes = 500;

/** Changes nothing but its lane, what that opens and what it leaves, if all is as the worker knows it. */
export function isTurn(step: StepCommit): step is Turn {
  const { then, at, consumed, cancelDelivered, tags } = step;
  if (at === undefined || consumed !== undefined || cancelDelivered === true || tags !== undefined) return false;
  return then.kind === 'fork' && then.lanes.length <= mostLanes && then.lanes.every(({ held }) => held);
}

const opened: CommitResult = { status: 'applied', request: 'none', kept: false, brought: { opened: true } };

/** Gives nothing for the steps that were not taken. */
export async function turnAtFork(session: Session, steps: readonly Turn[]): Promise<readonly (CommitResult | undefined)[]> {
  const leaving = steps.filter(({ joined }) => joined);
  const coming = steps.filter(({ joined }) => !joined);
  const left = (await session.applyChain(leaveAndCome, leaving.map(leavingLane), besideOf(leaving))).values();
  const come = (await session.applyChain(comeToFork, coming.map(forkingLane), besideOf(coming))).values();
  return steps.map(({ joined }) => ((joined ? left : come).next().value ? opened : undefined));
}

function forkingLane({ fence, then, at }: Turn) {
  const { successes = null, failures = null } = then.decidedBy;
  const mode = successes === null && failures === 1 ? 'all' : 'settled';
  const fork = { next: then.node, standing: then.envelope, at, pending: then.lanes.length, mode, successes, failures } as const;
  return { ...fenceRow(fence), ...fork };
}

function leavingLane(step: Turn) {
  const { n, lane, seq } = step.fence;
  return { ...forkingLane(step), ...lanesOfFork(n, lane, seq) };
}

/** What comes with the steps: history, and the lanes that they open. */
function besideOf(steps: readonly Turn[]) {
  return [tellSteps.rows(steps.flatMap(toldOf)), openLanes.rows(steps.flatMap(openedBy))];
}

function toldOf({ fence, then: { lanes }, history }: Turn, of: number) {
  const { n, lane, owner, seq } = fence;
  const first = lanes.map(({ position, first }) => ({ n, lane: laneName(lane, seq + 1, position), owner, first }));
  return [...(history ? [historyOf(fence, history)] : []), ...firstSteps(first)].map((row) => ({ of, row }));
}

function openedBy({ fence: { n, lane: parent, seq, owner }, then, at }: Turn, of: number) {
  return then.lanes.map(({ position, key, entry, envelope, first }) => {
    const node = first?.node ?? atEntry;
    const lane = laneName(parent, seq + 1, position);
    const own = { n, lane, parent, position, key, fork: entry.fork, forkLane: entry.lane };
    return { of, row: { ...own, owner, seq: first ? 1 : 0, node, envelope, at } };
  });
}

const columns = {
  ...fenceColumns,
  next: text,
  standing: bytes,
  at: integer,
  pending: integer,
  mode: word<'all' | 'settled'>(),
  successes: optional(integer),
  failures: optional(integer),
};

type TurnTerms = Terms<typeof columns>;

function waitForLanes({ db, row, here }: TurnTerms) {
  return db
    .updateTable('lanes')
    .set({
      ...oneStepOn,
      owner: sql.lit(null),
      since: row.at,
      pending: row.pending,
      mode: row.mode,
      successes_left: row.successes,
      failures_left: row.failures,
      node: row.next,
      envelope: row.standing,
    })
    .$call(asKnown({ row, here }))
    .where('child', 'is', null);
}

/** By the route of the lane that forks. */
const openLanes = beside(
  {
    n: integer,
    lane: text,
    parent: text,
    position: integer,
    key: text,
    fork: optional(text),
    forkLane: integer,
    owner: integer,
    seq: integer,
    node: text,
    envelope: bytes,
    at: integer,
  },
  ({ db, row, here }) =>
    db.insertInto('lanes').values(({ selectFrom }) => ({
      partition: here,
      n: row.n,
      lane: row.lane,
      parent: row.parent,
      position: row.position,
      key: row.key,
      fork: row.fork,
      fork_lane: row.forkLane,
      route: selectFrom('lanes as forking')
        .select('forking.route')
        .where('forking.partition', '=', here)
        .where('forking.n', '=', row.n)
        .where('forking.lane', '=', row.parent),
      state: sql.lit('live'),
      owner: row.owner,
      epoch: sql.lit(firstEpoch),
      seq: row.seq,
      attempt: sql.lit(0),
      losses: sql.lit(0),
      since: row.at,
      pending: sql.lit(0),
      request: sql.lit('none'),
      paused: sql.lit(0),
      node: row.node,
      envelope: row.envelope,
    })),
);

const links = { lock: lockInstanceAndLease, beside: [tellSteps.statement, openLanes.statement] };

const comeToFork = chain(columns, { ...links, first: (terms) => waitForLanes(terms).where('mode', 'is', null), rest: [] }, ['n', 'lane']);

const leaveAndCome = chain(
  { ...columns, ...rangeColumns },
  { ...links, first: (terms) => waitForLanes(terms).where('mode', 'is not', null), rest: [deleteRange] },
  ['n', 'lane'],
);
