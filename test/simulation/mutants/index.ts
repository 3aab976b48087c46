/**
 * Broken engines, each of which the simulator has to catch: by name, the texts of built modules (`packages/engine/dist`) and what stands
 * there instead.
 *
 * To add one, write it down here. `npm run sim -- --mutant '<name>' --seed 1` looks for a scenario that shows it;
 * `npm run sim -- --mutants` does so for all, keeps the scenarios in `seeds.json`, from which `mutants.test.ts` begins, and writes the table of
 * docs/simulation.md.
 *
 * Always: the module has the text exactly once, or nothing runs: who changes the engine changes the mutant with it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '../../support/mutants.ts';

export const seedsFile = join(import.meta.dirname, 'seeds.json');

/** The scenario that shows a mutant, as it was found last. */
export function seedOf(mutant: string): number {
  return (JSON.parse(readFileSync(seedsFile, 'utf8')) as Readonly<Record<string, number>>)[mutant] ?? 1;
}

const engine = (file: string, text: string, instead: string): Edit => ({ module: `packages/engine/dist/${file}`, text, instead });

const fence = {
  owner: ".where('owner', 'is not distinct from', row.worker)",
  epoch: ".where('epoch', '=', row.epoch)",
  seq: ".where('seq', '=', row.seq)",
};

/** The places where a commit is compared with its lane. */
const unfenced = (part: keyof typeof fence): readonly Edit[] => [
  engine('store/effects/as-known.js', fence[part], ''),
  engine('store/effects/read-lanes.js', `lane.${part} === ${part}`, 'true'),
];

const signalsTable = "db.deleteFrom('signals').where('partition', '=', here).where('n', '=', row.n).where('sid', '=', row.sid)";

export const mutants: Readonly<Record<string, readonly Edit[]>> = {
  'commits are not fenced by owner and epoch': [...unfenced('owner'), ...unfenced('epoch')],
  'commits are not fenced by the number of steps': unfenced('seq'),
  'commits are not fenced by epoch': unfenced('epoch'),
  'answers are given before the commit': [
    engine(
      'store/writer.js',
      'return await transact((session) => performing(session, batch), expectedOf(batch));',
      `return await transact(async (session) => {
          const results = await performing(session, batch);
          for (const [index, waiting] of batch.entries()) if (results[index] !== postponed) waiting.resolve(results[index]);
          return results;
        }, expectedOf(batch));`,
    ),
  ],
  'a commit that is sent again is not recognized': [
    engine('store/operations/commit.js', 'if (lane?.epoch !== epoch || lane.seq !== seq + 1)', 'if (lane !== null)'),
  ],
  'a signal is deleted when it is claimed': [
    engine(
      'store/operations/claim.js',
      'const children = await childrenOf(session, lanes);',
      'await session.change(dropSignal, lanes.filter(({ sid }) => sid !== null)); const children = await childrenOf(session, lanes);',
    ),
    engine(
      'store/operations/claim.js',
      'const takenColumns = {',
      `const dropSignal = statement({ n: integer, sid: integer }, ({ db, row, here }) => ${signalsTable});
        const takenColumns = {`,
    ),
  ],
  'a signal that is sent again is received again': [
    engine('store/effects/signals.js', 'signal.id === undefined || remembered.next().value === true', 'true'),
  ],
  'the newest signal is received first': [engine('store/effects/signals.js', ".orderBy('sid')", ".orderBy('sid', 'desc')")],
  'a join counts an end twice': [engine('store/effects/end-lanes.js', 'fork.ended += 1;', 'fork.ended += 2;')],
  'two ends that meet count as one': [engine('store/effects/end-lanes.js', 'fork.ended += 1;', 'fork.ended = 1;')],
  'timers fire early': [engine('store/effects/find-ready.js', "'<=', terms.row.now)", "'<=', sql `${terms.row.now} + 100`)")],
  'failed attempts are forgotten': [
    engine('store/effects/standing.js', 'attempt: before.lane.attempt + 1', 'attempt: before.lane.attempt'),
  ],
  'the wait before a retry is forgotten': [
    engine('store/effects/standing.js', 'due: wakeTime(before, wakeAt) }),\n    setAside', 'due: before.now }),\n    setAside'),
  ],
  'lanes are taken from workers whose lease holds': [
    engine('store/operations/reclaim.js', 'worker.lease_expires_at <= session.now ||', 'true ||'),
  ],
  'lanes of workers that are lost stay with them': [
    engine('store/operations/reclaim.js', '.set({ owner: sql.lit(null), due: row.now,', '.set({'),
  ],
  'a cancel wakes nobody': [engine('store/effects/cancel-lanes.js', 'and (due is null or due > ${row.now}) then', 'and false then')],
  'a paused instance is claimed': [engine('store/effects/waiting-lanes.js', ".where('paused', '=', sql.lit(0))", '')],
  'the end of a child wakes nobody': [
    engine('store/effects/end-instances.js', ".where('child', '=', row.n)", ".where('child', '=', sql.lit(-1))"),
  ],
  'what has ended can be ended again': [
    engine('store/effects/request.js', "instance?.state === 'live' ? [{", 'instance ? [{'),
    engine('store/effects/end-instances.js', ".where('state', '=', sql.lit('live'))\n    .returning", '.returning'),
  ],
  'statuses of attempts that are over are accepted': [
    engine(
      'store/operations/publish.js',
      'return lane?.owner === fence.owner && lane.epoch === fence.epoch && lane.seq === fence.seq;',
      'return lane !== undefined;',
    ),
  ],
  'nobody looks for what no notice told of': [
    engine('worker/claims.js', 'const idlePollMs = 10_000;', 'const idlePollMs = 1e9;'),
    engine('worker/worker.js', 'const unaskedLookMs = 60_000;', 'const unaskedLookMs = 1e9;'),
    engine('store/sqlite/watch.js', 'const pollMs = 2_000;', 'const pollMs = 1e9;'),
  ],
  'a second start ends the first': [
    engine('store/operations/start.js', "? 'fail' : request.onConflict;", "? 'fail' : 'terminateExisting';"),
  ],
  'a worker that is lost takes a start and works on it': [
    engine('store/effects/open-instances.js', 'chain(heldColumns, { need: workerOf, ', 'chain(heldColumns, { '),
    engine('store/effects/open-instances.js', 'chain(toldColumns, { need: workerOf, ', 'chain(toldColumns, { '),
    engine('worker/worker.js', 'isLeased: () => session.lease.remainingMs > 0', 'isLeased: () => true'),
  ],
  'lanes stay when the one behind their join has gone on': [
    engine('store/effects/leave-join.js', 'rest: [deleteRange] }', 'rest: [] }'),
    engine('store/effects/turn-at-fork.js', 'rest: [deleteRange] }', 'rest: [] }'),
    engine('store/effects/end-and-leave.js', 'rest: [deleteRange], beside', 'rest: [], beside'),
  ],
  'a start without answer stays held': [engine('worker/take-starts.js', 'if (!result || result.isRepeated)', 'if (false)')],
  'what was claimed without answer stays held': [
    engine('worker/claims.js', 'this.#mayHaveStrays = true;\n            this.#isExpected = true;', 'this.#isExpected = true;'),
  ],
  'what a lease that ran out has cut off stays held': [engine('worker/worker.js', "if (renewal === 'late')", 'if (false)')],
  'a step that is recognized is told of again': [
    engine(
      'store/operations/commit.js',
      'results[index] = resultOfLate(lane, step);',
      "{ results[index] = resultOfLate(lane, step); if (results[index].status === 'applied') applied[index] = step; }",
    ),
  ],
  'a signal for a lane that lost is forgotten': [engine('store/effects/signals.js', 'await session.change(markUnassigned, signals);', '')],
  'statuses go ahead of the steps that were put off': [
    engine('worker/publisher.js', 'await held.storePutOff((step) => ask(work, () => work.store.commit(step)));', ''),
  ],
  'lanes are released by whoever once had them': [
    engine(
      'store/operations/release.js',
      ".where('owner', 'is not distinct from', row.owner)\n    .where('epoch', '=', row.epoch)\n    .where('seq', '=', row.seq)",
      '',
    ),
  ],
  'an upgrade leaves routes behind': [
    engine('store/migrations/0003-tags.js', 'priority from routes_before', 'priority from routes_before where id < 0'),
  ],
};
