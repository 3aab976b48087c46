/** Absurd as its documentation advises: tasks with steps, a worker with a chosen concurrency and short polls. */
import { Absurd } from 'absurd-sdk';
import type { JsonValue } from 'absurd-sdk';
import pg from 'pg';
import { preciseNow } from '../../../measure/src/precise-now.js';
import type { Inputs, Opening } from '../contender.js';
import { concurrency } from '../contender.js';
import { serveContender } from '../serve.js';

const slots = Math.min(100, concurrency);
const queue = 'default';
const silent = { log() {}, info() {}, warn() {}, error: console.error };

function register(app: Absurd, { marks }: Opening): void {
  app.registerTask<Inputs['chain'], number>({ name: 'chain' }, async ({ steps, value }, task) => {
    let length = 0;
    for (let done = 0; done < steps; done++) {
      const stored = await task.step(`step-${done}`, () => {
        marks.add();
        return Promise.resolve(value);
      });
      length += stored.length;
    }
    return length;
  });
  app.registerTask<Inputs['fan'], number>({ name: 'fan' }, async ({ lanes, times }, task) => {
    const mark = (time: number) => task.step(`mark-${time}`, () => Promise.resolve(marks.add()).then(() => null));
    let joined = 0;
    await mark(0);
    for (let time = 1; time <= times; time++) {
      const all = Array.from({ length: lanes }, (_, lane) => task.step(`lane-${time}-${lane}`, () => Promise.resolve(lane)));
      joined += (await Promise.all(all)).length;
      await mark(time);
    }
    return joined;
  });
  app.registerTask<null, number>({ name: 'prompt' }, (_, task) => task.step('stamp', () => Promise.resolve(preciseNow())));
  app.registerTask<{ readonly id: string }, number>({ name: 'signaled' }, async ({ id }, task) => {
    await task.awaitEvent(id);
    return task.step('stamp', () => Promise.resolve(preciseNow()));
  });
  app.registerTask<number, number>({ name: 'sleeper' }, async (due, task) => {
    await task.sleepUntil('sleep', new Date(due));
    return task.step('stamp', () => Promise.resolve(preciseNow()));
  });
}

await serveContender(async (opening) => {
  const { address, role, leaseMs } = opening;
  if (address.kind !== 'postgres') throw new Error('Absurd runs on PostgreSQL only');
  const pool = new pg.Pool({ connectionString: address.url, max: 20 });
  const app = new Absurd({ db: pool, queueName: queue, log: silent });
  if (!(await app.listQueues()).includes(queue)) await app.createQueue(queue);
  register(app, opening);
  const claimTimeout = leaseMs === undefined ? {} : { claimTimeout: Math.ceil(leaseMs / 1_000) };
  const worker = role === 'client' ? undefined : await app.startWorker({ concurrency: slots, pollInterval: 0.05, ...claimTimeout });
  return {
    async start(kind, id, input) {
      const { taskID } = await app.spawn(kind, kind === 'signaled' ? { id } : input, { queue });
      return { result: () => resultOf(app, taskID) };
    },
    signal: (id) => app.emitEvent(id, null),
    close: async () => {
      await worker?.close();
      await pool.end();
    },
  };
});

async function resultOf(app: Absurd, taskID: string): Promise<JsonValue> {
  const ended = await app.awaitTaskResult(taskID, { timeout: 600 });
  if (ended.state !== 'completed') throw new Error(`a task of Absurd is ${ended.state}: ${JSON.stringify(ended)}`);
  return ended.result;
}
