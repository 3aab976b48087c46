/** OpenWorkflow as its documentation advises: `defineWorkflow`, a worker with a chosen concurrency, a backend of either kind. */
import { OpenWorkflow } from 'openworkflow';
import { BackendPostgres } from 'openworkflow/postgres';
import { BackendSqlite } from 'openworkflow/sqlite';
import type { Address } from '../../../measure/src/site/place.js';
import { preciseNow } from '../../../measure/src/precise-now.js';
import { concurrency } from '../contender.js';
import type { Inputs } from '../contender.js';
import { serveContender } from '../serve.js';

/** Its worker claims with one query for each free slot, whenever it looks for work: more slots make it slower. */
const slots = Math.min(100, concurrency);

async function open(address: Address) {
  return address.kind === 'postgres' ? BackendPostgres.connect(address.url) : BackendSqlite.connect(address.path);
}

await serveContender(async ({ address, role, marks }) => {
  const backend = await open(address);
  const ow = new OpenWorkflow({ backend });
  const workflows = {
    chain: ow.defineWorkflow<Inputs['chain'], number>({ name: 'chain' }, async ({ input, step }) => {
      let length = 0;
      for (let done = 0; done < input.steps; done++) {
        const stored = await step.run({ name: `step-${done}` }, () => {
          marks.add();
          return input.value;
        });
        length += stored.length;
      }
      return length;
    }),
    fan: ow.defineWorkflow<Inputs['fan'], number>({ name: 'fan' }, async ({ input, step }) => {
      const mark = (time: number) => step.run({ name: `mark-${time}` }, () => marks.add());
      let joined = 0;
      await mark(0);
      for (let time = 1; time <= input.times; time++) {
        const lanes = Array.from({ length: input.lanes }, (_, lane) => step.run({ name: `lane-${time}-${lane}` }, () => lane));
        joined += (await Promise.all(lanes)).length;
        await mark(time);
      }
      return joined;
    }),
    prompt: ow.defineWorkflow<null, number>({ name: 'prompt' }, ({ step }) => step.run({ name: 'stamp' }, () => preciseNow())),
    signaled: ow.defineWorkflow<{ readonly id: string }, number>({ name: 'signaled' }, async ({ input, step }) => {
      await step.waitForSignal({ signal: input.id });
      return step.run({ name: 'stamp' }, () => preciseNow());
    }),
    sleeper: ow.defineWorkflow<number, number>({ name: 'sleeper' }, async ({ input, step }) => {
      await step.sleep('sleep', `${Math.max(0, Math.round(input - preciseNow()))}ms`);
      return step.run({ name: 'stamp' }, () => preciseNow());
    }),
  };
  const worker = role === 'client' ? undefined : ow.newWorker({ concurrency: slots });
  await worker?.start();
  return {
    start: (kind, id, input) => workflows[kind].run((kind === 'signaled' ? { id } : input) as never),
    signal: async (id) => void (await ow.sendSignal({ signal: id })),
    close: async () => {
      await worker?.stop();
      await backend.stop();
    },
  };
});
