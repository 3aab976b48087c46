/**
 * What the logs say of steps: which commits are durable, and under which claim everything was done.
 *
 * Always: no clock is compared across processes. What came first follows from epochs, and within a process from the
 * order of its lines.
 */
import type { Evidence } from '../evidence/evidence.ts';
import type { BeginLine, ClaimLine, CommitLine, WorkerLine } from '../evidence/lines.ts';
import type { HistoryRow } from '../evidence/rows.ts';

/** A line and where it was written. */
export interface Placed<Line> {
  readonly line: Line;
  readonly process: number;
  readonly index: number;
}

/** However often it was sent: after a lost answer it is sent again. See {@link placeOf}. */
export interface Commit extends Placed<CommitLine> {
  /** `<uid>/<lane>/<seq>`, as in the idempotency keys of tasks. */
  readonly key: string;
  readonly instance: string;
  /** Of every sending; `undefined`: the process did not live to see the answer. */
  readonly statuses: readonly (string | undefined)[];
  /** Its effect is in the store. */
  readonly isDurable: boolean;
}

export interface Execution extends Placed<BeginLine> {
  /** Of the claim under which it ran. */
  readonly epoch: number;
}

export interface Steps {
  readonly claims: readonly Placed<ClaimLine>[];
  readonly commits: readonly Commit[];
  readonly executions: readonly Execution[];
}

/** Steps that only try again or give up leave the lane where it is. */
export function movesOn({ then }: CommitLine): boolean {
  return then !== 'retry' && then !== 'setAside';
}

export function laneOf({ n, lane }: { readonly n: number; readonly lane: string }): string {
  return `${n} ${lane}`;
}

export function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

const known = new WeakMap<Evidence, Steps>();

export function stepsOf(evidence: Evidence): Steps {
  const steps = known.get(evidence) ?? readSteps(evidence);
  known.set(evidence, steps);
  return steps;
}

function readSteps({ workers, rows }: Evidence): Steps {
  const lines = workers.flatMap((lines, process) => lines.map((line, index): Placed<WorkerLine> => ({ line, process, index })));
  const claims = lines.filter((placed): placed is Placed<ClaimLine> => placed.line.what === 'claim');
  const owners = new Map(claims.map(({ line }) => [line.n, line] as const));
  const answers = new Map(
    lines.flatMap(({ line, process }) => (line.what === 'committed' ? [[`${process} ${line.call}`, line.status] as const] : [])),
  );
  const inHistory = new Set(rows.history.map(attemptOf));
  const steppedInHistory = new Set(rows.history.map(stepOf));
  const numbers = new Map(rows.instances.map(({ n, uid }) => [uid, n]));
  const sent = lines
    .filter((placed): placed is Placed<CommitLine> => placed.line.what === 'commit')
    .map((placed) => ({ ...placed, line: { ...placed.line, n: numbers.get(placed.line.uid ?? '') ?? placed.line.n } }));
  const isApplied = ({ process, line: { call } }: Placed<CommitLine>): boolean => answers.get(`${process} ${call}`) === 'applied';
  const applied = new Set(sent.filter(isApplied).map(({ line }) => attemptOf({ ...line, worker: line.owner })));
  const likelyEnds = unansweredEnds(rows, sent, isApplied);
  const lastEpochs = lastEpochOfAttempts(sent);
  const commits = [...groupBy(sent, sameCommit).values()].flatMap((sendings): readonly Commit[] => {
    const placed = placeOf(sendings, isApplied);
    if (!placed) return [];
    const { line, process } = placed;
    const { uid = '', instance = '' } = owners.get(line.n) ?? {};
    const attempt = attemptOf({ ...line, worker: line.owner });
    const isOwn = inHistory.has(attempt) || !isEnd(line) || !steppedInHistory.has(stepOf(line));
    const statuses = sendings.map(({ line: { call } }) => answers.get(`${process} ${call}`));
    const isLikelyEnd = sendings.some((sending) => likelyEnds.get(line.n) === sending.line);
    const isFound = line.attempt === undefined ? isLikelyEnd : inHistory.has(attempt) && lastEpochs.get(attempt) === line.epoch;
    const isDurable = (isOwn && sendings.some(isApplied)) || (isFound && !applied.has(attempt));
    return [{ ...placed, key: `${uid}/${line.lane}/${line.seq}`, instance, statuses, isDurable }];
  });
  return { claims, commits, executions: lines.flatMap(executionOf(workers)) };
}

/** The first sending of a step. One that was made together with its task's work was made anew for every sending. */
function placeOf(sendings: readonly Placed<CommitLine>[], isApplied: (sending: Placed<CommitLine>) => boolean) {
  const [first] = sendings;
  return first?.line.together ? (sendings.find(isApplied) ?? sendings.at(-1)) : first;
}

/**
 * Of an instance that was canceled before it ran there is no history. If nobody lived to see its end answered, the last who sent
 * the end that it has come to made it.
 */
function unansweredEnds(
  { instances }: Evidence['rows'],
  sent: readonly Placed<CommitLine>[],
  isApplied: (one: Placed<CommitLine>) => boolean,
) {
  const outcomes = new Map(instances.map(({ n, outcome }) => [n, outcome]));
  const ends = sent.filter(({ line: { n, then, lane, digest } }) => then === 'end' && lane === '' && outcomes.get(n) === digest);
  const answered = new Set(ends.filter(isApplied).map(({ line: { n } }) => n));
  const open = ends.filter(({ line: { n } }) => !answered.has(n));
  return new Map(open.toSorted((one, other) => one.line.epoch - other.line.epoch).map(({ line }) => [line.n, line]));
}

/**
 * History does not tell the epochs of a worker apart that had a lane twice and made the same attempt of its step both times. If it
 * lived to see neither answered, the later one made the step: whoever claims a lane finds all that was written before.
 */
function lastEpochOfAttempts(sent: readonly Placed<CommitLine>[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { line } of sent) {
    const attempt = attemptOf({ ...line, worker: line.owner });
    last.set(attempt, Math.max(line.epoch, last.get(attempt) ?? line.epoch));
  }
  return last;
}

/** An instance that had ended just so when the step was sent is told to have ended: whose step that was, history says. */
function isEnd({ then, lane, attempt }: CommitLine): boolean {
  return then === 'end' && lane === '' && attempt !== undefined;
}

function stepOf({ n, lane, seq }: Pick<HistoryRow, 'n' | 'lane' | 'seq'>): string {
  return [n, lane, seq].join(' ');
}

function sameCommit({ line, process }: Placed<CommitLine>): string {
  return [process, laneOf(line), line.epoch, line.seq, line.then, line.attempt].join(' ');
}

/** Whose attempt it was. If no answer says that it was applied, the history does. */
function attemptOf({
  n,
  lane,
  seq,
  attempt = 1,
  worker,
}: Pick<HistoryRow, 'n' | 'lane' | 'seq' | 'worker'> & { attempt?: number }): string {
  return [n, lane, seq, attempt, worker].join(' ');
}

/** Calls must come in the order of the lines. */
function executionOf(workers: Evidence['workers']): (placed: Placed<WorkerLine>) => readonly Execution[] {
  const held = workers.map(() => new Map<string, number>());
  return ({ line, process, index }) => {
    if (line.what === 'claim') held[process]?.set(`${line.uid}/${line.lane}`, line.epoch);
    if (line.what !== 'begin') return [];
    const epoch = held[process]?.get(line.key.slice(0, line.key.lastIndexOf('/')));
    if (epoch === undefined) throw new Error(`a task began without a claim: ${JSON.stringify(line)}`);
    return [{ line, process, index, epoch }];
  };
}
