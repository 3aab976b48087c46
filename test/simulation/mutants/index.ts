/**
 * Broken engines, each of which the simulator has to catch.
 *
 * To add one: its name says what is wrong with the engine; `edits` are texts of built modules (`packages/engine/dist`) and what stands there
 * instead; `seed` is a scenario that shows it. `npm run sim -- --mutant '<name>'` looks for one, and prints it.
 * `test/simulation/mutants.test.ts` plays each of them from that seed on, and `npm run sim -- --mutants` writes the table of docs/simulation.md.
 */
import type { Edit } from '../../support/mutants.ts';

export interface Mutant {
  readonly edits: readonly Edit[];
  /** A scenario that shows it. */
  readonly seed: number;
}

const engine = (file: string, text: string, instead: string): Edit => ({ module: `packages/engine/dist/${file}`, text, instead });

const fence = {
  owner: ".where('owner', 'is not distinct from', row.worker)",
  epoch: ".where('epoch', '=', row.epoch)",
  seq: ".where('seq', '=', row.seq)",
};

/** The places where a commit is compared with its lane. */
const unfenced = (part: keyof typeof fence): readonly Edit[] => [
  engine('store/effects/go-on.js', fence[part], ''),
  engine('store/effects/end-simply.js', fence[part], ''),
  engine('store/effects/read-lanes.js', `lane.${part} === ${part}`, 'true'),
];

const signalsTable = "db.deleteFrom('signals').where('partition', '=', here).where('n', '=', row.n).where('sid', '=', row.sid)";

export const mutants: Readonly<Record<string, Mutant>> = {
  'commits are not fenced by owner and epoch': { seed: 1, edits: [...unfenced('owner'), ...unfenced('epoch')] },
  'commits are not fenced by the epoch': { seed: 1, edits: unfenced('epoch') },
  'commits are not fenced by the number of steps': { seed: 1, edits: unfenced('seq') },
  'answers are given before the commit': {
    seed: 1,
    edits: [
      engine(
        'store/writer.js',
        'return await transact((session) => performing(session, batch));',
        `return await transact(async (session) => {
          const results = await performing(session, batch);
          for (const [index, waiting] of batch.entries()) if (results[index] !== postponed) waiting.resolve(results[index]);
          return results;
        });`,
      ),
    ],
  },
  'a commit that is sent again is not recognized': {
    seed: 1,
    edits: [engine('store/operations/commit.js', 'if (lane?.epoch !== epoch || lane.seq !== seq + 1)', 'if (lane !== null)')],
  },
  'a signal is deleted when it is claimed': {
    seed: 1,
    edits: [
      engine(
        'store/operations/claim.js',
        'const signals = await session.fetchOne(assignedSignal, receiving);',
        'const signals = await session.fetchOne(assignedSignal, receiving); await session.change(dropSignal, receiving);',
      ),
      engine(
        'store/operations/claim.js',
        'const assignedSignal = statement(',
        `const dropSignal = statement({ n: integer, sid: integer }, ({ db, row, here }) => ${signalsTable});
        const assignedSignal = statement(`,
      ),
    ],
  },
  'a signal that is sent again is received again': {
    seed: 1,
    edits: [engine('store/effects/signals.js', 'signal.id === undefined || remembered.next().value === true', 'true')],
  },
  'the newest signal is received first': {
    seed: 1,
    edits: [engine('store/effects/signals.js', ".orderBy('sid')", ".orderBy('sid', 'desc')")],
  },
  'a join counts an end twice': { seed: 1, edits: [engine('store/effects/end-lanes.js', 'fork.ended += 1;', 'fork.ended += 2;')] },
  'two ends that meet count as one': { seed: 1, edits: [engine('store/effects/end-lanes.js', 'fork.ended += 1;', 'fork.ended = 1;')] },
  'timers fire early': {
    seed: 1,
    edits: [engine('store/effects/find-ready.js', 'now: session.now, limit', 'now: session.now + 100, limit')],
  },
  'failed attempts are forgotten': {
    seed: 1,
    edits: [engine('store/effects/standing.js', 'attempt: before.lane.attempt + 1', 'attempt: before.lane.attempt')],
  },
  'the wait before a retry is forgotten': {
    seed: 1,
    edits: [engine('store/effects/standing.js', 'due: wakeTime(before, wakeAt) }),\n    setAside', 'due: before.now }),\n    setAside')],
  },
  'lanes are taken from workers whose lease holds': {
    seed: 1,
    edits: [engine('store/operations/reclaim.js', 'worker.lease_expires_at <= session.now ||', 'true ||')],
  },
  'lanes of workers that are lost stay with them': {
    seed: 1,
    edits: [engine('store/operations/reclaim.js', '.set({ owner: sql.lit(null), due: row.now,', '.set({')],
  },
  'a cancel wakes nobody': {
    seed: 1,
    edits: [engine('store/effects/cancel-lanes.js', 'and (due is null or due > ${row.now}) then', 'and false then')],
  },
  'a paused instance is claimed': { seed: 1, edits: [engine('store/effects/find-ready.js', ".where('paused', '=', sql.lit(0))", '')] },
  'the end of a child wakes nobody': {
    seed: 1,
    edits: [engine('store/effects/end-instances.js', ".where('child', '=', row.n)", ".where('child', '=', sql.lit(-1))")],
  },
  'what has ended can be ended again': {
    seed: 1,
    edits: [
      engine('store/effects/request.js', "instance?.state === 'live' ? [{", 'instance ? [{'),
      engine('store/effects/end-instances.js', ".where('state', '=', sql.lit('live'))\n    .returning", '.returning'),
    ],
  },
  'statuses of attempts that are over are accepted': {
    seed: 1,
    edits: [
      engine(
        'store/operations/publish.js',
        'return lane?.owner === fence.owner && lane.epoch === fence.epoch && lane.seq === fence.seq;',
        'return lane !== undefined;',
      ),
    ],
  },
  'nobody looks for what no notice told of': {
    seed: 1,
    edits: [
      engine('worker/claims.js', 'const idlePollMs = 10_000;', 'const idlePollMs = 1e9;'),
      engine('worker/worker.js', 'const unaskedLookMs = 60_000;', 'const unaskedLookMs = 1e9;'),
      engine('store/sqlite/watch.js', 'const pollMs = 2_000;', 'const pollMs = 1e9;'),
    ],
  },
  'a second start ends the first': {
    seed: 1,
    edits: [engine('store/operations/start.js', "? 'fail' : request.onConflict;", "? 'fail' : 'terminateExisting';")],
  },
};
