/**
 * Steps that come to a fork whose lanes their worker keeps, or leave a join for the next task.
 *
 * Always: such a step, its history, the lanes that it opens and those that go with it are one statement, which needs no
 * transaction around it. It changes nothing unless the lane is as the worker knows it, nobody else is at the instance and the
 * worker has its lease; whatever stands in any other way takes the longer one.
 */
import { sql } from 'kysely';
import { atEntry } from '../../interpreter/continuation.js';
import { firstEpoch } from '../first-epoch.js';
import { laneName, lanesOfFork } from '../lane-names.js';
import type { Session } from '../session.js';
import { beside, bytes, chain, flag, integer, numbered, optional, text, word } from '../statement.js';
import type { BesideRow, Chain, Terms } from '../statement.js';
import type { CommitResult, StepCommit, Then } from '../store.js';
import { asKnown, fenceColumns } from './as-known.js';
import { deleteRange, rangeColumns } from './delete-lanes.js';
import { firstSteps, historyColumns, historyOf, insertHistory } from './write-history.js';

interface Turn extends StepCommit {
  readonly at: number;
  readonly then: Extract<Then, { readonly kind: 'fork' | 'keep' }>;
}

/** Each opens rows of its own, and a statement only so many. */
const mostLanes = 500;

/** Changes nothing but its lane, what that opens and what it leaves, if all is as the worker knows it. */
export function isTurn(step: StepCommit): step is Turn {
  const { then, at, joined } = step;
  if (at === undefined || step.consumed !== undefined || step.cancelDelivered === true || step.tags !== undefined) return false;
  if (then.kind === 'keep') return joined === true;
  return then.kind === 'fork' && then.lanes.length <= mostLanes && then.lanes.every(({ held }) => held);
}

const kept: CommitResult = { status: 'applied', request: 'none', kept: true };
const opened: CommitResult = { status: 'applied', request: 'none', kept: false, brought: { opened: true } };

/** Gives nothing for the steps that were not taken. */
export async function turnAtFork(session: Session, steps: readonly Turn[]): Promise<readonly (CommitResult | undefined)[]> {
  const results = new Map<Turn, CommitResult>();
  for (const way of [come, leave, leaveAndCome]) {
    const own = steps.filter((step) => wayOf(step) === way);
    const taken = await session.applyChain(
      way.turn,
      own.map(turnedLane),
      way.beside.map((rowsOf) => rowsOf(own)),
    );
    for (const [index, step] of own.entries()) if (taken[index]) results.set(step, step.then.kind === 'fork' ? opened : kept);
  }
  return steps.map((step) => results.get(step));
}

/** What is not needed need not be planned. */
function wayOf({ then, joined }: Turn): Way {
  if (!joined) return come;
  return then.kind === 'fork' ? leaveAndCome : leave;
}

function turnedLane({ fence: { n, lane, owner, epoch, seq }, then, at, joined }: Turn) {
  const isFork = then.kind === 'fork';
  const { successes = null, failures = null } = isFork ? then.decidedBy : {};
  const mode = successes === null && failures === 1 ? 'all' : 'settled';
  return {
    n,
    lane,
    worker: owner,
    epoch,
    seq,
    joined: joined ? 1 : 0,
    to: then.node,
    standing: then.envelope,
    at,
    keeper: isFork ? null : owner,
    pending: isFork ? then.lanes.length : 0,
    mode: isFork ? mode : null,
    successes,
    failures,
  } as const;
}

function toldOf({ fence, then, history }: Turn, of: number) {
  const { n, lane, owner, seq } = fence;
  const lanes = then.kind === 'fork' ? then.lanes : [];
  const first = lanes.map(({ position, first }) => ({ n, lane: laneName(lane, seq + 1, position), owner, first }));
  return [...(history ? [historyOf(fence, history)] : []), ...firstSteps(first)].map((row) => ({ of, row }));
}

function leftBy({ fence: { n, lane, seq }, joined }: Turn, of: number) {
  return joined ? [{ of, row: lanesOfFork(n, lane, seq) }] : [];
}

function openedBy({ fence: { n, lane: parent, seq, owner }, then, at }: Turn, of: number) {
  if (then.kind !== 'fork') return [];
  return then.lanes.map(({ position, key, entry, envelope, first }) => {
    const node = first?.node ?? atEntry;
    const lane = laneName(parent, seq + 1, position);
    const own = { n, lane, parent, position, key, fork: entry.fork, forkLane: entry.lane };
    return { of, row: { ...own, owner, seq: first ? 1 : 0, node, envelope, at } };
  });
}

const columns = {
  ...fenceColumns,
  joined: flag,
  to: text,
  standing: bytes,
  at: integer,
  keeper: optional(integer),
  pending: integer,
  mode: optional(word<'all' | 'settled'>()),
  successes: optional(integer),
  failures: optional(integer),
};

type TurnTerms = Pick<Terms<typeof columns>, 'db' | 'row' | 'here'>;

/** Whoever changes more than a lane at work has the instance; whoever takes back what a worker holds has its lease. */
function lockInstanceAndLease({ db, row, here }: TurnTerms) {
  return db
    .selectFrom('instances')
    .innerJoin('workers', (on) => on.on('workers.id', '=', row.worker))
    .select('instances.n')
    .where('instances.partition', '=', here)
    .where('instances.n', '=', row.n)
    .modifyEnd(sql`for update of instances skip locked for key share of workers skip locked`);
}

function moveLane({ db, row, here }: TurnTerms) {
  return db
    .updateTable('lanes')
    .set({
      owner: row.keeper,
      since: row.at,
      seq: sql`seq + 1`,
      attempt: sql.lit(0),
      losses: sql.lit(0),
      pending: row.pending,
      mode: row.mode,
      successes_left: row.successes,
      failures_left: row.failures,
      node: row.to,
      envelope: row.standing,
    })
    .$call(asKnown({ row, here }))
    .where(sql<boolean>`(mode is not null) = (${row.joined} = 1)`)
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

const tellSteps = beside({ ...historyColumns, ordinal: numbered('ordinal') }, insertHistory);

const leaveLanes = beside(rangeColumns, deleteRange);

interface Way {
  readonly turn: Chain<typeof columns>;
  /** Rows for what is beside the chain. */
  readonly beside: readonly ((steps: readonly Turn[]) => readonly BesideRow[])[];
}

const telling = { statement: tellSteps.statement, rowsOf: (steps: readonly Turn[]) => tellSteps.rows(steps.flatMap(toldOf)) };
const leaving = { statement: leaveLanes.statement, rowsOf: (steps: readonly Turn[]) => leaveLanes.rows(steps.flatMap(leftBy)) };
const opening = { statement: openLanes.statement, rowsOf: (steps: readonly Turn[]) => openLanes.rows(steps.flatMap(openedBy)) };

function wayOver(links: readonly (typeof telling)[]): Way {
  const beside = links.map(({ statement }) => statement);
  const turn = chain(columns, { lock: lockInstanceAndLease, first: moveLane, rest: [], beside }, ['n', 'lane']);
  return { turn, beside: links.map(({ rowsOf }) => rowsOf) };
}

const come = wayOver([telling, opening]);
const leave = wayOver([telling, leaving]);
const leaveAndCome = wayOver([telling, leaving, opening]);
