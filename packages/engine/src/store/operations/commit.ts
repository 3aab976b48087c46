/**
 * Commits steps.
 *
 * Always: a step changes nothing unless the lane is held with its owner, epoch and seq; one that was applied already
 * is recognized and not applied again. Nearly all steps only go on to the next task: they take the short way, and whatever
 * finds its lane in any other standing takes the longer one.
 */
import { moveLanes } from '../effects/move-lanes.js';
import type { Move, Outcome } from '../effects/move-lanes.js';
import type { Numbering } from '../dialect.js';
import { haveEnded, isSimpleEnd } from '../effects/end-simply.js';
import { lockInstances } from '../effects/lock-instances.js';
import { isHeld, laneStanding } from '../effects/read-lanes.js';
import type { LaneStanding } from '../effects/read-lanes.js';
import { setStatuses } from '../effects/set-statuses.js';
import { trimHistory, writeHistory } from '../effects/write-history.js';
import { mainLine } from '../lane-names.js';
import type { Patience } from '../lock-wait.js';
import type { Session } from '../session.js';
import { release } from './release.js';
import { ended, isShort, takeShortly } from './short-ways.js';
import { childrenOf } from './start-children.js';
import type { Brought, CommitResult, StepCommit, Then } from '../store.js';

/** A step of the batch and its place there. */
interface Indexed {
  readonly index: number;
  readonly step: StepCommit;
}

/** What became of the steps of one batch. */
interface Batch {
  readonly results: CommitResult[];
  /** Steps that were applied, by their place in the batch; there are holes. */
  readonly applied: StepCommit[];
  /** One number per step, in the order of commit. */
  readonly ordinalOf: Numbering;
  /** Steps after which another one of their lane comes in the same transaction, so that a pause can wait for that. */
  readonly followed: ReadonlySet<StepCommit>;
  readonly patience: Patience;
}

const lost: CommitResult = { status: 'lost' };

export async function commit(session: Session, requests: readonly StepCommit[], patience: Patience): Promise<readonly CommitResult[]> {
  const steps = requests.flatMap((step) => [...(step.before ?? []), step]);
  const followed = new Set(requests.flatMap(({ before = [] }) => before));
  const results = await commitAll(session, steps, { followed, patience });
  const asked = new Set(requests);
  return results.filter((_, index) => asked.has(steps[index] as StepCommit));
}

async function commitAll(
  session: Session,
  steps: readonly StepCommit[],
  terms: Pick<Batch, 'followed' | 'patience'>,
): Promise<readonly CommitResult[]> {
  const results: CommitResult[] = [];
  const rest: Indexed[] = [];
  const shortly = await takeShortly(session, steps);
  for (const [index, step] of steps.entries()) {
    const result = shortly[index];
    if (result) results[index] = result;
    else rest.push({ index, step });
  }
  const later = rest.length > 0 ? await takeRest(session, rest, { ...terms, results }) : [];
  const applied = [...steps.filter((_, index) => shortly[index]), ...later];
  await trimHistory(session, applied);
  await publishStatuses(session, applied);
  return results;
}

/** The longer way. Gives the steps that were applied now. */
async function takeRest(
  session: Session,
  rest: readonly Indexed[],
  beginning: Pick<Batch, 'results' | 'followed' | 'patience'>,
): Promise<readonly StepCommit[]> {
  await session.begun();
  const last = rest.at(-1)?.index ?? 0;
  const batch: Batch = { ...beginning, applied: [], ordinalOf: await session.take('ordinal', last + 1) };
  await lockInstances(
    session,
    rest.filter(({ step }) => isShort(step)).map(({ step }) => ({ n: step.fence.n })),
  );
  for (let left = rest; left.length > 0;) left = await takeRound(session, left, batch);
  await writeHistory(session, batch.applied, batch.ordinalOf);
  return batch.applied.filter((step) => step);
}

/**
 * One step of each lane. Gives the steps left over: repeated ones of the same lane. A lane that received a signal takes its
 * step with no other of its instance beside it: the end of another lane may have canceled it.
 */
async function takeRound(session: Session, steps: readonly Indexed[], batch: Batch): Promise<readonly Indexed[]> {
  const lanes = new Set<string>();
  const instances = new Set<number>();
  const closed = new Set<number>();
  const [now, later]: [Indexed[], Indexed[]] = [[], []];
  for (const one of steps) {
    const { n, lane } = one.step.fence;
    const isAlone = receivesInLane(one.step);
    const mustWait = lanes.has(`${n} ${lane}`) || closed.has(n) || (isAlone && instances.has(n));
    (mustWait ? later : now).push(one);
    if (mustWait) continue;
    lanes.add(`${n} ${lane}`);
    instances.add(n);
    if (isAlone) closed.add(n);
  }
  await takeLongWay(session, now, batch);
  return later;
}

function receivesInLane({ consumed, fence }: StepCommit): boolean {
  return consumed !== undefined && fence.lane !== mainLine;
}

async function takeLongWay(session: Session, steps: readonly Indexed[], batch: Batch): Promise<void> {
  const { results, applied } = batch;
  const found = await findLanes(session, steps);
  const held = found.filter(isOfHeldLane);
  for (const { index, step, lane } of found.filter((one) => !isOfHeldLane(one))) results[index] = resultOfLate(lane, step);
  await giveBack(session, held.filter(isRefused), results);
  const moving = held.filter((one) => !isRefused(one));
  for (const { index, step } of moving) applied[index] = step;
  await recognizeEnds(session, steps, results);
  const moves = moving.map((one) => moveOf(one, batch));
  const children = await childrenOf(session, moves, batch.patience);
  const outcomes = await moveLanes(
    session,
    moves.map((move) => ({ ...move, ...children.get(move.step) })),
  );
  const moved = outcomes.values();
  for (const { index } of steps) results[index] ??= resultOf(moved.next().value);
}

/** A step and its lane as it stands; undefined: there is none. */
interface Found extends Indexed {
  readonly lane: LaneStanding | undefined;
}

interface OfHeldLane extends Indexed {
  readonly lane: LaneStanding;
}

async function findLanes(session: Session, steps: readonly Indexed[]): Promise<readonly Found[]> {
  const lanes = await session.fetchOne(
    laneStanding,
    steps.map(({ step }) => step.fence),
  );
  return steps.map((one, at) => ({ ...one, lane: lanes[at] }));
}

function isOfHeldLane(found: Found): found is OfHeldLane {
  return found.lane !== undefined && isHeld(found.lane, found.step.fence);
}

/** A lane that lost receives nothing: it is given back, and will see the cancel at its wait. */
function isRefused({ step, lane }: OfHeldLane): boolean {
  return lane.request === 'cancel' && receivesInLane(step);
}

async function giveBack(session: Session, refused: readonly Indexed[], results: CommitResult[]): Promise<void> {
  if (refused.length === 0) return;
  for (const { index } of refused) results[index] = lost;
  await release(
    session,
    refused.map(({ step: { fence } }) => ({ fence })),
  );
}

function moveOf({ index, step, lane }: OfHeldLane, { ordinalOf, followed }: Batch): Move {
  return { step, lane, ordinal: ordinalOf(index), isFollowed: followed.has(step) };
}

/** What is asked again since the answer was lost finds no lane, if that was its end. */
async function recognizeEnds(session: Session, steps: readonly Indexed[], results: CommitResult[]): Promise<void> {
  const late = steps.filter(({ step, index }) => isSimpleEnd(step) && results[index]?.status === 'lost');
  const areEnded = await haveEnded(session, late.map(({ step }) => step).filter(isSimpleEnd));
  for (const [at, { index }] of late.entries()) if (areEnded[at]) results[index] = ended;
}

/** Only the holder of an epoch can have made the step that follows this seq under it. */
function resultOfLate(lane: LaneStanding | undefined, { fence: { owner, epoch, seq }, then }: StepCommit): CommitResult {
  if (lane?.epoch !== epoch || lane.seq !== seq + 1) return lost;
  const brought: Brought | undefined = asksForLanes(then) ? { isRepeated: true } : undefined;
  return { status: 'applied', request: lane.request, kept: lane.owner === owner, ...(brought && { brought }) };
}

function asksForLanes(then: Then): boolean {
  return (then.kind === 'fork' && then.lanes.some(({ held }) => held)) || (then.kind === 'end' && then.joinsHere === true);
}

function resultOf(outcome: Outcome | undefined): CommitResult {
  if (!outcome) return lost;
  const { after, brought } = outcome;
  return { status: 'applied', request: after.request, kept: after.owner !== null, ...(brought && { brought }) };
}

async function publishStatuses(session: Session, applied: readonly StepCommit[]): Promise<void> {
  const published = applied.flatMap(({ fence: { n }, published: statuses }) => statuses.map((status) => ({ n, ...status })));
  if (published.length === 0) return;
  await session.begun();
  await setStatuses(session, published);
}
