/**
 * Which commits took effect. It is not inferred: the database has noted every change of a lane with the claim under which it was.
 *
 * Always: a commit is a compare-and-set on owner, epoch and seq, so a step is made by the one that names the claim and the seq from
 * which its lane was changed.
 */
import type { CommitLine } from '../evidence/lines.ts';
import type { LaneChange } from '../evidence/lane-changes.ts';
import type { HistoryRow, InstanceRow, Rows } from '../evidence/rows.ts';
import { groupBy } from './group-by.ts';

/** Steps that only try again or give up leave the lane where it is. */
export function movesOn({ then }: Pick<CommitLine, 'then'>): boolean {
  return then !== 'retry' && then !== 'setAside';
}

export function laneOf({ n, lane }: { readonly n: number; readonly lane: string }): string {
  return `${n} ${lane}`;
}

/** What history has of a step, and what its commit says of itself. */
function attemptOf({ n, lane, seq, attempt, worker, isRetried }: Attempt): string {
  return [n, lane, seq, attempt, worker, isRetried].join(' ');
}

interface Attempt extends Pick<HistoryRow, 'n' | 'lane' | 'seq' | 'attempt' | 'worker'> {
  /** The lane stayed where it was. */
  readonly isRetried: boolean;
}

export function attemptOfRow(row: HistoryRow): string {
  return attemptOf({ ...row, isRetried: row.outcome === 'retried' });
}

/** Nothing for a step of which history does not tell. */
export function attemptOfLine(line: CommitLine): string | undefined {
  const { attempt, owner: worker } = line;
  return attempt === undefined ? undefined : attemptOf({ ...line, attempt, worker, isRetried: !movesOn(line) });
}

export class MadeSteps {
  readonly #changes: ReadonlyMap<string, readonly LaneChange[]>;
  readonly #told: ReadonlySet<string>;
  readonly #instances: ReadonlyMap<number, InstanceRow>;

  constructor({ changes, history, instances }: Rows) {
    this.#changes = groupBy(changes, laneOf);
    this.#told = new Set(history.map(attemptOfRow));
    this.#instances = new Map(instances.map((row) => [row.n, row]));
  }

  /** The first steps of lanes aside, which are made if and only if those are opened. */
  has(line: CommitLine): boolean {
    const own = (this.#changes.get(laneOf(line)) ?? []).filter(({ owner, epoch }) => owner === line.owner && epoch === line.epoch);
    if (line.uid !== undefined) return own.some(({ seq, to_seq: to }) => seq === null && to === line.seq + 1);
    if (line.behind !== undefined) return this.#wentOnUnheld(line);
    const here = own.filter(({ seq }) => seq === line.seq);
    if (isLastEnd(line) && here.some(({ to_seq: to }) => to === null) && this.#wentOnUnheld(waitingFor(line))) return true;
    if (endsInstance(line)) return here.some(({ to_seq: to }) => to === null) && this.#isEndedBy(line);
    return here.some(({ seq, to_seq: to }) => to === (movesOn(line) ? line.seq + 1 : seq));
  }

  /** Nobody but the last ends of its lanes takes a step of a lane that nobody holds. */
  #wentOnUnheld({ n, lane, seq }: Pick<CommitLine, 'n' | 'lane' | 'seq'>): boolean {
    const changes = this.#changes.get(laneOf({ n, lane })) ?? [];
    return changes.some((change) => change.owner === null && change.seq === seq && change.to_seq === seq + 1);
  }

  /** With an instance all of its lanes go, whoever holds them. No history is of an instance that was canceled before it ran. */
  #isEndedBy(line: CommitLine): boolean {
    const attempt = attemptOfLine(line);
    return attempt === undefined ? this.#instances.get(line.n)?.terminated === 0 : this.#told.has(attempt);
  }

  /** What comes too late for an instance that has ended just so is told that it has. */
  isRecognized(line: CommitLine): boolean {
    const { state, outcome } = this.#instances.get(line.n) ?? {};
    return endsInstance(line) && state === line.end && outcome === line.digest;
  }
}

export function endsInstance({ then, lane }: Pick<CommitLine, 'then' | 'lane'>): boolean {
  return then === 'fail' || (then === 'end' && lane === '');
}

function isLastEnd({ then, lane }: Pick<CommitLine, 'then' | 'lane'>): boolean {
  return then === 'end' && lane !== '';
}

/** Where the lane stands that opened this one: its name says so. */
function waitingFor({ n, lane }: CommitLine): Pick<CommitLine, 'n' | 'lane' | 'seq'> {
  const [at, name] = [lane.lastIndexOf('/'), lane.slice(lane.lastIndexOf('/') + 1)];
  return { n, lane: lane.slice(0, at), seq: Number(name.slice(0, name.indexOf('.'))) };
}
