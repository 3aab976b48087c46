/** Every invariant can be seen to be violated: what each of them says of a run in which all is well but one thing. */
import { describe, expect, test } from 'vitest';
import type { Evidence } from './evidence/evidence.ts';
import type { LaneChange } from './evidence/lane-changes.ts';
import { applied, begin, child, claim, client, commit, good, instance, row, start } from './good-run.ts';
import { withChanged, withClient, withRows, withWorkers, worker } from './good-run.ts';
import { judge } from './invariants/index.ts';

const gone: LaneChange = { n: 1, lane: '', owner: 7, epoch: 1, seq: 0, attempt: 0, to_seq: null };

const doctored: Readonly<Record<string, Readonly<Record<string, Evidence>>>> = {
  '1': {
    'another worker executes a step that was committed': withWorkers([{ ...claim, epoch: 9, seq: 5 }, begin]),
    'the same worker does, after a transaction that was committed': {
      ...good,
      workers: [
        worker
          .flatMap((line) => (line.what === 'commit' && line.call === 2 ? [{ ...line, together: true as const }] : [line]))
          .toSpliced(6, 0, begin),
      ],
    },
    'the same worker does': { ...good, workers: [[...worker.slice(0, 12), begin, ...worker.slice(12)]] },
    'an attempt whose failure was committed is made again': withWorkers([
      { ...claim, lane: '/9.0', epoch: 1, digest: 'r' },
      { ...commit, lane: '/9.0', then: 'retry' },
      applied(1),
      { ...claim, lane: '/9.0', epoch: 2, attempt: 1, digest: 'r' },
      { ...begin, key: 'u//9.0/0', attempt: 1 },
    ]),
  },
  '2': {
    'a step is committed by two workers': withWorkers([{ ...claim, owner: 8 }, { ...commit, owner: 8, digest: 'other' }, applied(1)]),
    'a step was answered as made and was not': withRows({ changes: good.rows.changes.slice(1) }),
    'a step that was put off was answered as made with an end that is another': lateEnd('other'),
    'a step is missing': { ...good, workers: [worker.filter((line) => !(line.what === 'commit' && line.call === 1))] },
    'a lane goes on from something else': withChanged((line) =>
      line.what === 'claim' && line.seq === 4 ? { ...line, digest: 'other' } : line,
    ),
    'a step is in the history twice': withRows({ history: [...good.rows.history, row] }),
    'a lane is set aside': withWorkers([{ ...claim, lane: '/9.0' }, { ...commit, lane: '/9.0', then: 'setAside' }, applied(1)]),
  },
  '3': {
    'a signal is received twice': withChanged((line) => (line.what === 'commit' && line.call === 7 ? { ...line, consumed: 1 } : line)),
    'a signal is received that nobody sent': { ...good, clients: [client.filter((line) => !('digest' in line))] },
    'a signal is lost': withChanged((line) =>
      line.what === 'commit' && line.call === 6 ? { ...line, consumed: undefined as never } : line,
    ),
  },
  '4': {
    'an instance ends twice': withWorkers([
      { ...claim, owner: 8, epoch: 5, seq: 4, digest: 'd' },
      { ...commit, owner: 8, epoch: 5, seq: 4, then: 'end', end: 'failed', digest: 'other' },
      applied(1),
    ]),
    'its outcome is another': withRows({ instances: [{ ...instance!, outcome: 'other' }] }),
    'a client saw another': withClient({ at: 3_000, what: 'seen', instance: 'i', outcome: { end: 'completed', value: 2 } }),
    'it was terminated as well': withRows({ instances: [{ ...instance!, terminated: 1 }] }),
  },
  '5': {
    'a child never ends': withRows({ instances: [instance!, { ...child, state: 'live' }] }),
    'an instance never ends': withRows({ instances: [{ ...instance!, state: 'live' }] }),
  },
  '6': {
    'a commit takes effect though the lane was claimed anew': withWorkers([{ ...claim, owner: 8, epoch: 5, seq: 4, digest: 'd' }]),
    'a step of an old epoch is in the history': withRows({ history: [...good.rows.history, { ...row, seq: 4, worker: 6 }] }),
    'the failure of an attempt does': withWorkers([
      { ...claim, lane: '/9.0' },
      { ...commit, lane: '/9.0', then: 'retry' },
      applied(1),
      { ...claim, lane: '/9.0', epoch: 2, attempt: 0 },
    ]),
  },
  '7': {
    'a timer fires early': withChanged((line) => (line.what === 'claim' && line.seq === 4 ? { ...line, at: 1_990 } : line)),
  },
  '8': {
    'a lane is missing in the join': withChanged((line) => ('ended' in line ? { ...line, ended: line.ended?.slice(0, 1) ?? [] } : line)),
    'the lanes are in another order': withChanged((line) => ('ended' in line ? { ...line, ended: line.ended?.toReversed() ?? [] } : line)),
    'a lane is joined with something else': withChanged((line) =>
      line.what === 'commit' && line.call === 3 ? { ...line, digest: 'other' } : line,
    ),
  },
  '9': {
    'two starts make two instances': withRows({ instances: [instance!, { ...instance!, n: 2, uid: 'v', replaced: 1, terminated: 1 }] }),
    'a step starts two children': withRows({ instances: [instance!, child, { ...child, n: 3, id: 'other', uid: 'd' }] }),
    'a started instance is not there': withClient({ ...start, call: 3, uid: 'v' }, { at: 900, what: 'answer', call: 3, status: 'started' }),
    'a refused one is': withClient({ ...start, call: 3 }, { at: 900, what: 'answer', call: 3, status: 'exists' }),
    'nobody started it': { ...good, clients: [client.filter((line) => !('verb' in line && line.verb === 'start'))] },
  },
  '10': {
    'an ended instance leaves rows': withRows({ left: [{ table: 'lanes', n: 1 }] }),
    'a live one has too many lanes': { ...good, samples: [{ id: 'i', lanes: 4, bytes: 400 }] },
    'a live one has too many bytes': { ...good, samples: [{ id: 'i', lanes: 1, bytes: 9_000 }] },
  },
  transactions: {
    'money was moved twice': withRows({ accounts: [{ id: 'a', cents: 999_990 }] }),
    'a transfer that was made moved nothing': {
      ...withRows({ accounts: [{ id: 'a', cents: 1_000_000 }], history: [{ ...row, node: 'run/move' }] }),
      cases: [{ ...good.cases[0]!, input: { from: 'a', to: 'b', cents: 10 } }],
    },
  },
  outcomes: {
    'the outcome is wrong': { ...good, outcomes: new Map([['i', { end: 'completed', value: 2 }]]) },
    'it was canceled and nobody asked for it': { ...good, outcomes: new Map([['i', { end: 'canceled' }]]) },
  },
};

test('a run in which all is well violates nothing', () => {
  expect(judge(good)).toEqual([]);
});

describe.each(Object.entries(doctored))('invariant %s is violated if', (name, stories) => {
  test.each(Object.entries(stories))('%s', (_story, evidence) => {
    expect(judge(evidence).map(({ invariant }) => invariant)).toContain(name);
  });
});

const { attempt: _, ...unattempted } = commit;

/** The last two ends of its fork bring the step behind the join along. */
function endingTogether(changes: readonly LaneChange[]): Evidence {
  const behind = { ...commit, call: 5, epoch: 2, seq: 2, then: 'keep', digest: 'c', behind: 4 } as const;
  const [end = applied(4), settled = applied(4)] = worker.slice(10, 12);
  const lines = [...worker.slice(0, 10), end, behind, settled, ...worker.slice(12, 13), ...worker.slice(14)];
  const others = good.rows.changes.filter(({ lane, seq }) => lane === '' && seq !== 2);
  return { ...good, workers: [lines], rows: { ...good.rows, changes: [...others, ...changes] } };
}

const withLastEnds: readonly LaneChange[] = [
  { ...gone, lane: '/2.0' },
  { ...gone, lane: '/2.1' },
  { ...gone, owner: null, seq: 2, to_seq: 3 },
];

const allowed: Readonly<Record<string, Evidence>> = {
  'who was stopped at the end of an instance is told that it has ended': {
    ...withWorkers([
      { ...claim, at: 2_000, owner: 8, epoch: 0, seq: 4, digest: 'd' },
      { ...commit, owner: 8, epoch: 0, seq: 4, then: 'end', end: 'completed', digest: 'z' },
      applied(1),
    ]),
    rows: good.rows,
  },
  'an instance is canceled before it runs, and nobody lives to see the answer': {
    ...withWorkers(
      [
        { ...claim, n: 2, uid: 'c', instance: 'child', owner: 8, request: 'cancel' },
        { ...unattempted, n: 2, owner: 8, then: 'end', end: 'canceled', digest: 'gone' },
      ],
      [
        { ...claim, n: 2, uid: 'c', instance: 'child', owner: 9, epoch: 2, request: 'cancel' },
        { ...unattempted, n: 2, owner: 9, epoch: 2, then: 'end', end: 'canceled', digest: 'gone' },
      ],
    ),
    rows: {
      ...good.rows,
      instances: [instance!, { ...child, terminated: 0, state: 'canceled', outcome: 'gone' }],
      changes: [...good.rows.changes, { ...gone, n: 2, owner: 9, epoch: 2 }],
    },
  },
  'a worker takes what is started in its process with its first step, and dies before the answer': {
    ...withWorkers(
      [{ ...commit, n: 0, uid: 'c', owner: 8, digest: 'first' }],
      [{ ...claim, n: 2, uid: 'c', instance: 'child', owner: 9, epoch: 2, seq: 1, digest: 'first' }],
    ),
    rows: {
      ...good.rows,
      instances: [instance!, { ...child, outcome: null }],
      history: [...good.rows.history, { ...row, n: 2, worker: 8 }],
      changes: [...good.rows.changes, { ...gone, n: 2, owner: 8, seq: null, attempt: null, to_seq: 1 }],
    },
  },
  'a step is executed again by who claimed it after a crash, before any commit': withWorkers([
    { ...claim, lane: '/9.0', digest: 'r' },
    { ...begin, key: 'u//9.0/0' },
    { ...claim, lane: '/9.0', digest: 'r', epoch: 2 },
    { ...begin, key: 'u//9.0/0' },
  ]),
  'who was stopped after its claim executes late, and its commit is refused': withWorkers([
    { ...claim, owner: 9, epoch: 0, seq: 1, digest: 'a' },
    begin,
    { ...commit, owner: 9, epoch: 0, seq: 1, digest: 'other' },
    { at: 5_000, what: 'committed', call: 1, status: 'lost' },
  ]),
  'lanes whose fork was refused are opened by another one, and a step of theirs is the first for the process that was refused': withWorkers(
    [
      { ...claim, owner: 6, seq: 1, epoch: 0, digest: 'a' },
      { ...commit, owner: 6, seq: 1, epoch: 0, then: 'fork', lanes: 2 },
      { ...commit, call: 2, lane: '/2.0', owner: 6, fork: 1 },
      { at: 1_000, what: 'committed', call: 1, status: 'lost' },
      { at: 1_000, what: 'committed', call: 2, status: 'lost' },
      { ...claim, lane: '/9.0', owner: 8, digest: 'x' },
      { ...commit, call: 3, lane: '/9.0', owner: 8 },
      applied(3),
    ],
  ),
  'the attempt that a cancel ended has the number of the one that had failed': withWorkers(
    [
      { ...claim, lane: '/9.0' },
      { ...commit, lane: '/9.0', then: 'retry' },
      applied(1),
      { ...claim, lane: '/9.0', epoch: 2, attempt: 1 },
      { ...commit, call: 2, lane: '/9.0', epoch: 2, then: 'end', end: 'canceled' },
      { at: 1_000, what: 'committed', call: 2, status: 'lost' },
    ],
    [
      { ...claim, lane: '/9.0', owner: 8, epoch: 3, attempt: 1 },
      { ...commit, lane: '/9.0', owner: 8, epoch: 3, then: 'end', end: 'canceled' },
      applied(1),
    ],
  ),
  'nobody lives to see the answer to the end that a cancel brought after a failed attempt': {
    ...withWorkers([
      { ...claim, n: 2, uid: 'c', instance: 'child', owner: 8 },
      { ...commit, n: 2, owner: 8, then: 'retry' },
      applied(1),
      { ...claim, n: 2, uid: 'c', instance: 'child', owner: 8, epoch: 2, attempt: 1, request: 'cancel' },
      { ...commit, call: 2, n: 2, owner: 8, epoch: 2, then: 'end', end: 'canceled', digest: 'gone' },
    ]),
    rows: {
      ...good.rows,
      instances: [instance!, { ...child, terminated: 0, state: 'canceled', outcome: 'gone' }],
      history: [...good.rows.history, ...(['retried', 'canceled'] as const).map((outcome) => ({ ...row, n: 2, worker: 8, outcome }))],
      changes: [...good.rows.changes, { ...gone, n: 2, owner: 8, to_seq: 0 }, { ...gone, n: 2, owner: 8, epoch: 2, attempt: 1 }],
    },
  },
  'the step behind a join goes with the last ends of its lanes': endingTogether(withLastEnds),
  'a commit whose answer was lost is sent again': {
    ...good,
    workers: [
      [
        ...worker.slice(0, 2),
        { at: 1_000, what: 'committed', call: 1, status: 'STORE_CONNECTION' },
        { ...commit, call: 8 },
        applied(8),
        ...worker.slice(3),
      ],
    ],
  },
  'a transactional task is executed again after its transaction was undone': {
    ...good,
    workers: [
      [
        ...worker.slice(0, 4),
        { ...commit, call: 8, seq: 1, then: 'fork', digest: 'b', lanes: 2, together: true },
        { at: 1_000, what: 'committed', call: 8, status: 'undone' },
        begin,
        { ...commit, call: 2, seq: 1, then: 'fork', digest: 'b', lanes: 2, together: true },
        ...worker.slice(5),
      ],
    ],
  },
  'a commit whose answer never came is in the history': {
    ...good,
    workers: [worker.filter((line) => !(line.what === 'committed' && line.call === 1))],
  },
  'a step that was put off is answered as made with its end, which somebody else made just so': lateEnd('z'),
  'a timer is early because a signal came': withChanged((line) =>
    line.what === 'claim' && line.seq === 4 ? { ...line, at: 1_500, signal: { sid: 2, digest: 's' } } : line,
  ),
};

test.each([
  ['the lane that waited stays', withLastEnds.slice(0, 2)],
  ['a lane of the fork stays', withLastEnds.slice(1)],
])('the last ends of a fork, answered as made with the step behind its join, are not all there if %s', (_what, changes) => {
  expect(judge(endingTogether(changes)).map(({ problem }) => problem)).toContain('a step was answered as made and was not');
});

test.each(Object.entries(allowed))('nothing is violated if %s', (_story, evidence) => {
  expect(judge(evidence)).toEqual([]);
});

/** A worker whose lane was claimed anew comes to the end all the same. */
function lateEnd(digest: string): Evidence {
  const late = { owner: 8, epoch: 3, seq: 3, digest: 'c' };
  return {
    ...good,
    workers: [
      worker,
      [
        { ...claim, ...late, signal: { sid: 1, digest: 's' } },
        { ...commit, ...late, call: 1, leadsTo: 2 },
        { ...commit, ...late, call: 2, seq: 4, then: 'end', end: 'completed', digest },
        applied(1),
        applied(2),
      ],
    ],
  };
}
