/**
 * The last ends of a fork together with the step behind its join, where one worker has had all of the fork in hand.
 *
 * Always: they are one statement, which needs no transaction around it, and all of it or nothing: it changes nothing unless these
 * are all lanes that have not ended, each as the worker knows it, no lane of the fork was ever in other hands, the lane that waits
 * is as the worker left it, nobody else is at the instance and the worker has its lease. Else the ends are taken without the step.
 */
import { sql } from 'kysely';
import { firstEpoch } from '../first-epoch.js';
import type { Session } from '../session.js';
import { bytes, chain, integer, statement, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { CommitResult, JoinedLane, LaneRequest } from '../store.js';
import { fenceColumns } from './as-known.js';
import { deleteRange } from './delete-lanes.js';
import type { EndIntoJoin } from './end-into-join.js';
import { isLeaving, leavingColumns, leavingLane, pastJoin } from './leave-join.js';
import type { LeavingStep } from './leave-join.js';
import { lockInstanceAndLease } from './lock-with-lease.js';
import { historyOf, tellSteps } from './write-history.js';

/** Ends of lanes of one fork, and the step that they lead to. */
interface LastEnds {
  readonly ends: readonly EndIntoJoin[];
  readonly behind: LeavingStep;
}

const ended = { status: 'applied', request: 'none', kept: false } as const;

/** Gives nothing for the ends that were not taken together with such a step. */
export async function endAndLeave(session: Session, steps: readonly EndIntoJoin[]): Promise<readonly (CommitResult | undefined)[]> {
  const last = lastEndsOf(steps);
  const taken = await session.applyChain(
    goOnBehindEnds,
    last.map(({ ends, behind }) => ({ ...leavingLane(behind), ...known(ends) })),
    [tellSteps.rows(last.flatMap(toldOf))],
  );
  const requests = await requestsOf(session, last, taken.map(Boolean));
  const results = new Map<EndIntoJoin, CommitResult>();
  for (const [index, { ends, behind }] of last.entries()) {
    const request = requests[index];
    if (request === undefined) continue;
    const joined: JoinedLane = { epoch: behind.fence.epoch, request };
    for (const end of ends) results.set(end, end.behind === behind ? { ...ended, brought: { joined, wentOn: true } } : ended);
  }
  return steps.map((step) => results.get(step));
}

function lastEndsOf(steps: readonly EndIntoJoin[]): readonly LastEnds[] {
  const behindOf = new Map<string, LeavingStep>();
  for (const { fence, behind } of steps) if (behind && isLeaving(behind)) behindOf.set(forkOf(fence), behind);
  if (behindOf.size === 0) return [];
  const endsOf = new Map([...behindOf.keys()].map((fork): [string, EndIntoJoin[]] => [fork, []]));
  for (const step of steps) endsOf.get(forkOf(step.fence))?.push(step);
  return [...behindOf].map(([fork, behind]) => ({ behind, ends: endsOf.get(fork) ?? [] })).filter(isInHand);
}

/** All of them are held by the worker that goes on, since it opened them. */
function isInHand({ ends, behind }: LastEnds): boolean {
  return ends.every(({ fence: { owner, epoch } }) => owner === behind.fence.owner && epoch === firstEpoch);
}

/** What the names of its lanes begin with. */
function forkOf({ n, lane }: EndIntoJoin['fence']): string {
  return `${n} ${lane.slice(0, lane.lastIndexOf('.'))}`;
}

/** How many they are, and which, each with its seq. */
function known(ends: readonly EndIntoJoin[]) {
  const names = ends.map(({ fence: { lane, seq } }) => ({ lane, seq })).toSorted((one, other) => (one.lane < other.lane ? -1 : 1));
  return { ended: ends.length, fences: names.map(({ lane, seq }) => `${lane} ${seq}`).join() };
}

function toldOf({ ends, behind }: LastEnds, of: number) {
  return [...ends, behind].flatMap(({ fence, history }) => (history ? [{ of, row: historyOf(fence, history) }] : []));
}

/** What is asked of the lanes that went on. One whose step is sent again since the answer was lost stands behind it. */
async function requestsOf(
  session: Session,
  last: readonly LastEnds[],
  areTaken: readonly boolean[],
): Promise<readonly (LaneRequest | undefined)[]> {
  const left = last.filter((_, index) => !areTaken[index]).map(({ behind }) => leavingLane(behind));
  const found = (await session.fetchOne(goneOn, left)).values();
  return areTaken.map((isTaken) => (isTaken ? 'none' : found.next().value?.request));
}

const columns = { ...leavingColumns, ended: integer, fences: text };

type LastTerms = Terms<typeof columns>;

/** Into the hands of the worker, as the end of the last lane would bring it, and on. */
function goOn(terms: LastTerms) {
  const { db, row, here } = terms;
  return db
    .updateTable('lanes')
    .set({ ...pastJoin(terms), owner: row.worker, epoch: row.epoch })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane)
    .where('owner', 'is', null)
    .where('due', 'is', null)
    .where('epoch', '=', sql<number>`${row.epoch} - 1`)
    .where('seq', '=', row.seq)
    .where('mode', 'is not', null)
    .where('pending', '=', row.ended)
    .where('request', '=', sql.lit('none'))
    .where('paused', '=', sql.lit(0))
    .where('child', 'is', null)
    .where(({ exists }) => exists(lanesAsKnown(terms)));
}

/** Those that have not ended, and under what epoch all were held. */
function lanesAsKnown({ db, row, here }: LastTerms) {
  const isIdle = sql`below.request = 'none' and below.paused = 0 and below.mode is null and below.child is null and below.signal is null`;
  const fence = sql`case when below.owner = ${row.worker} and ${isIdle} then below.lane || ' ' || below.seq end`;
  return db
    .selectFrom('lanes as below')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('below.partition', '=', here)
    .where('below.n', '=', row.n)
    .where('below.lane', '>=', row.from)
    .where('below.lane', '<', row.to)
    .where('below.parent', '=', row.lane)
    .having(sql<boolean>`max(below.epoch) = ${sql.lit(firstEpoch)}`)
    .having(sql<boolean>`string_agg(${fence}, ',' order by below.lane) = ${row.fences}`);
}

const goOnBehindEnds = chain(columns, { lock: lockInstanceAndLease, first: goOn, rest: [deleteRange], beside: [tellSteps.statement] }, [
  'n',
  'lane',
]);

/** Nobody else makes a step under the epoch that this worker was given. */
const goneOn = statement({ ...fenceColumns, next: text, standing: bytes }, ({ db, row, here }) =>
  db
    .selectFrom('lanes')
    .select('request')
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane)
    .where('owner', '=', row.worker)
    .where('epoch', '=', row.epoch)
    .where('seq', '=', sql<number>`${row.seq} + 1`)
    .where('node', '=', row.next)
    .where('envelope', '=', row.standing),
);
