/** A run in which all is well, for those who change one thing in it. */
import type { Evidence } from './evidence/evidence.ts';
import type { LaneChange } from './evidence/lane-changes.ts';
import type { AskLine, BeginLine, ClaimLine, ClientLine, CommitLine, WorkerLine } from './evidence/lines.ts';
import type { HistoryRow, InstanceRow } from './evidence/rows.ts';
import { endsInstance, movesOn } from './invariants/made.ts';

export const claim: ClaimLine = {
  at: 1_000,
  what: 'claim',
  n: 1,
  uid: 'u',
  instance: 'i',
  lane: '',
  owner: 7,
  epoch: 1,
  seq: 0,
  attempt: 0,
  node: 'entry',
  request: 'none',
  digest: 'start',
};
export const commit: CommitLine = {
  at: 1_000,
  what: 'commit',
  call: 1,
  n: 1,
  lane: '',
  owner: 7,
  epoch: 1,
  seq: 0,
  then: 'keep',
  attempt: 1,
  digest: 'a',
};
export const begin: BeginLine = { at: 1_000, what: 'begin', instance: 'i', node: 'run/task', key: 'u//1', attempt: 1 };

export function applied(call: number): WorkerLine {
  return { at: 1_000, what: 'committed', call, status: 'applied' };
}

/** One worker: a task, a fork of two lanes, a wait for a signal and for a time, the end. */
export const worker: readonly WorkerLine[] = [
  claim,
  commit,
  applied(1),
  begin,
  { ...commit, call: 2, seq: 1, then: 'fork', digest: 'b', lanes: 2 },
  applied(2),
  { ...claim, lane: '/2.0', digest: 'x' },
  { ...claim, lane: '/2.1', digest: 'y' },
  { ...commit, call: 3, lane: '/2.0', then: 'end', end: 'completed', digest: 'p' },
  applied(3),
  { ...commit, call: 4, lane: '/2.1', then: 'end', end: 'failed', digest: 'q' },
  applied(4),
  {
    ...claim,
    epoch: 2,
    seq: 2,
    digest: 'b',
    ended: [
      { position: 0, end: 'completed', digest: 'p' },
      { position: 1, end: 'failed', digest: 'q' },
    ],
  },
  { ...commit, call: 5, epoch: 2, seq: 2, then: 'park', digest: 'c' },
  applied(5),
  { ...claim, epoch: 3, seq: 3, digest: 'c', signal: { sid: 1, digest: 's' } },
  { ...commit, call: 6, epoch: 3, seq: 3, then: 'park', digest: 'd', wakeAt: 2_000, consumed: 1 },
  applied(6),
  { ...claim, at: 2_000, epoch: 4, seq: 4, digest: 'd' },
  { ...commit, call: 7, epoch: 4, seq: 4, then: 'end', end: 'completed', digest: 'z' },
  applied(7),
];

export const start: AskLine = { at: 900, what: 'ask', call: 1, verb: 'start', instance: 'i', uid: 'u', onConflict: 'fail' };
export const client: readonly ClientLine[] = [
  start,
  { at: 900, what: 'answer', call: 1, status: 'started' },
  { at: 900, what: 'ask', call: 2, verb: 'send', instance: 'i', signal: 'letter', digest: 's' },
  { at: 900, what: 'answer', call: 2, status: 'sent' },
  { at: 3_000, what: 'seen', instance: 'i', outcome: { end: 'completed', value: 1 } },
];
export const row: HistoryRow = {
  n: 1,
  ordinal: 1,
  lane: '',
  seq: 0,
  attempt: 1,
  node: 'entry',
  worker: 7,
  outcome: 'completed',
  continuation: 'a',
};

function appliedIn(lines: readonly WorkerLine[]): readonly CommitLine[] {
  const calls = new Set(lines.flatMap((line) => (line.what === 'committed' && line.status === 'applied' ? [line.call] : [])));
  return lines.filter((line): line is CommitLine => line.what === 'commit' && calls.has(line.call));
}

function changeOf(line: CommitLine): LaneChange {
  const { n, lane, owner, epoch, seq } = line;
  const after = movesOn(line) ? seq + 1 : seq;
  return { n, lane, owner, epoch, seq, attempt: 0, to_seq: endsInstance(line) ? null : after };
}

function historyOf(line: CommitLine): HistoryRow {
  const { n, lane, seq, owner: worker, attempt = 1 } = line;
  return { ...row, n, lane, seq, worker, attempt, outcome: movesOn(line) ? 'completed' : 'retried' };
}

export const good: Evidence = {
  cases: [
    {
      id: 'i',
      workflow: 'w',
      input: 0,
      signals: [{ name: 'letter', value: 1 }],
      outcomes: [{ end: 'completed', value: 1 }],
      mostLanes: 3,
      clients: 1,
    },
  ],
  workers: [worker],
  clients: [client],
  rows: {
    instances: [
      {
        n: 1,
        id: 'i',
        uid: 'u',
        state: 'completed',
        terminated: 0,
        replaced: 0,
        outcome: 'z',
        parent: null,
        parent_lane: null,
        parent_seq: null,
      },
    ],
    history: appliedIn(worker).map(historyOf),
    changes: appliedIn(worker).map(changeOf),
    left: [],
    accounts: [],
  },
  samples: [{ id: 'i', lanes: 3, bytes: 300 }],
  outcomes: new Map([['i', { end: 'completed', value: 1 }]]),
};

/** Others beside it, whose commits took effect if they were told so. */
export function withWorkers(...others: readonly (readonly WorkerLine[])[]): Evidence {
  const made = others.flatMap(appliedIn);
  const history = [...good.rows.history, ...made.map(historyOf)];
  const changes = [...good.rows.changes, ...made.map(changeOf)];
  return { ...good, workers: [worker, ...others], rows: { ...good.rows, history, changes } };
}

export function withChanged(change: (line: WorkerLine) => WorkerLine): Evidence {
  return { ...good, workers: [worker.map(change)] };
}

export function withRows(rows: Partial<Evidence['rows']>): Evidence {
  return { ...good, rows: { ...good.rows, ...rows } };
}

export function withClient(...lines: readonly ClientLine[]): Evidence {
  return { ...good, clients: [[...client, ...lines]] };
}

export const [instance] = good.rows.instances;
export const child: InstanceRow = { ...instance!, n: 2, id: 'child', uid: 'c', terminated: 1, parent: 1, parent_lane: '', parent_seq: 2 };
