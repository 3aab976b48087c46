/**
 * Ends of lanes whose worker has their fork in hand, so that nothing follows from them but the countdown of its join; the end
 * of the last one gives the lane that waits to this worker.
 *
 * Always: such ends, their history and the countdowns are one statement, which needs no transaction around it. An end changes
 * nothing unless its lane is as the worker knows it, nobody else is at it and the worker has its lease; whatever stands in any
 * other way takes the longer one. The countdown is that of the row as it is when this statement has it, whoever ended other lanes before.
 */
import { sql } from 'kysely';
import { parentName } from '../lane-names.js';
import type { Session } from '../session.js';
import { bytes, integer, numbered, tally, text, timed } from '../statement.js';
import type { Terms } from '../statement.js';
import type { CommitResult, JoinedLane, LaneRequest, StepCommit, Then } from '../store.js';
import { asKnown, fenceColumns, fenceRow, oneStepOn } from './as-known.js';
import { endAndLeave } from './end-and-leave.js';
import { chains, takeByChains } from './told-steps.js';

export interface EndIntoJoin extends StepCommit {
  readonly at: number;
  readonly then: Extract<Then, { readonly kind: 'end' }>;
}

/** Changes nothing but its lane and the one that waits for it, if all is as the worker knows it. */
export function isEndIntoJoin(step: StepCommit): step is EndIntoJoin {
  const { then, at, consumed, cancelDelivered, tags } = step;
  const isPlain = at !== undefined && consumed === undefined && cancelDelivered !== true && tags === undefined;
  return then.kind === 'end' && then.joinsHere === true && then.end === 'completed' && isPlain;
}

const ended: CommitResult = { status: 'applied', request: 'none', kept: false };

/** Gives nothing for the steps that were not taken. The lane that waits comes with the last of those that brought it. */
export async function endIntoJoin(session: Session, steps: readonly EndIntoJoin[]): Promise<readonly (CommitResult | undefined)[]> {
  const whole = await endAndLeave(session, steps);
  const each = (
    await endEach(
      session,
      steps.filter((_, index) => !whole[index]),
    )
  ).values();
  return whole.map((result) => result ?? each.next().value);
}

async function endEach(session: Session, steps: readonly EndIntoJoin[]): Promise<readonly (CommitResult | undefined)[]> {
  const taken = await takeByChains(session, steps, ending);
  const forks = new Map<string, JoinedLane>();
  const results = steps.map((step, index) => {
    const one = taken[index];
    const joined = one && joinedLane(step, one.told);
    if (joined) forks.set(forkOf(step), joined);
    return one ? ended : undefined;
  });
  return bringingJoined(steps, results, forks);
}

function bringingJoined(
  steps: readonly EndIntoJoin[],
  results: readonly (CommitResult | undefined)[],
  forks: ReadonlyMap<string, JoinedLane>,
): readonly (CommitResult | undefined)[] {
  const last = new Map(steps.map((step, index) => [results[index] ? forkOf(step) : '', index]));
  return results.map((result, index) => {
    const step = steps[index] as EndIntoJoin;
    const joined = forks.get(forkOf(step));
    return result && joined && last.get(forkOf(step)) === index ? { ...ended, brought: { joined } } : result;
  });
}

function forkOf({ fence: { n, lane } }: EndIntoJoin): string {
  return `${n} ${parentName(lane)}`;
}

interface Told {
  readonly owner: number | null;
  readonly pending: number;
  readonly epoch: number;
  readonly request: LaneRequest;
}

function joinedLane({ fence: { owner } }: EndIntoJoin, told: Told | undefined): JoinedLane | undefined {
  return told?.pending === 0 && told.owner === owner ? { epoch: told.epoch, request: told.request } : undefined;
}

function endedLane({ fence, then, at }: EndIntoJoin) {
  return { ...fenceRow(fence), waiting: parentName(fence.lane), result: then.envelope, at };
}

const columns = {
  ...fenceColumns,
  waiting: text,
  result: bytes,
  at: integer,
  ordinal: numbered('ordinal'),
  now: timed,
};

function endLane({ db, row, here }: Terms<typeof columns>) {
  return db
    .updateTable('lanes')
    .set({
      ...oneStepOn,
      state: sql.lit('completed'),
      owner: sql.lit(null),
      since: row.at,
      ordinal: row.ordinal,
      envelope: row.result,
    })
    .$call(asKnown({ row, here }))
    .where('mode', 'is', null)
    .where('child', 'is', null);
}

/** A paused lane is nobody's. */
const countDown = tally(
  { n: integer, waiting: text, worker: integer, now: timed, ended: integer },
  ({ db, row, here }) =>
    db
      .updateTable('lanes')
      .set({
        pending: sql`pending - ${row.ended}`,
        owner: sql`case when pending = ${row.ended} and paused = 0 then ${row.worker} else owner end`,
        epoch: sql`case when pending = ${row.ended} and paused = 0 then epoch + 1 else epoch end`,
        due: sql`case when pending = ${row.ended} and paused = 1 then ${row.now} else due end`,
      })
      .where('partition', '=', here)
      .where('n', '=', row.n)
      .where('lane', '=', row.waiting)
      .returning(['owner', 'pending', 'epoch', 'request']),
  { by: ['n', 'waiting'], count: 'ended' },
);

/**
 * Its lane, the one that waits for it and the lease of the worker that may get that, and nothing that would have to be waited for:
 * so it keeps nobody else waiting in turn, and whoever takes back what a worker holds finds what it got. It opens and wakes no
 * lane that others could have to see, so it does without the lock of the instance.
 */
function lockLanesAndLease({ db, row, here }: Terms<typeof columns>) {
  return db
    .selectFrom('lanes')
    .innerJoin('lanes as above', (on) => on.onRef('above.partition', '=', 'lanes.partition').onRef('above.n', '=', 'lanes.n'))
    .innerJoin('workers', (on) => on.on('workers.id', '=', row.worker))
    .select('lanes.n')
    .where('lanes.partition', '=', here)
    .where('lanes.n', '=', row.n)
    .where('lanes.lane', '=', row.lane)
    .where('above.lane', '=', row.waiting)
    .modifyEnd(sql`for update of lanes, above skip locked for key share of workers skip locked`);
}

const ending = { ...chains(columns, { lock: lockLanesAndLease, first: endLane, rest: [], tally: countDown }), rowOf: endedLane };
