/** DBOS as its documentation advises: registered functions with steps, started in process; through a queue from other processes. */
import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import { preciseNow } from '../../../measure/src/precise-now.js';
import type { Contender, Inputs, Kind, Opening } from '../contender.js';
import { serveContender } from '../serve.js';

const queueName = 'bench';
const poolSize = 20;

function register({ marks }: Opening) {
  const stamp = () => DBOS.runStep(() => Promise.resolve(preciseNow()), { name: 'stamp' });
  const mark = () => DBOS.runStep(() => Promise.resolve(marks.add()), { name: 'mark' });
  const workflows = {
    async chain({ steps, value }: Inputs['chain']): Promise<number> {
      let length = 0;
      const step = () => {
        marks.add();
        return Promise.resolve(value);
      };
      for (let done = 0; done < steps; done++) length += (await DBOS.runStep(step, { name: 'step' })).length;
      return length;
    },
    async fan({ lanes, times }: Inputs['fan']): Promise<number> {
      let joined = 0;
      await mark();
      for (let time = 0; time < times; time++) {
        const all = Array.from({ length: lanes }, (_, lane) => DBOS.runStep(() => Promise.resolve(lane), { name: 'lane' }));
        joined += (await Promise.all(all)).length;
        await mark();
      }
      return joined;
    },
    prompt: (): Promise<number> => stamp(),
    async signaled(): Promise<number> {
      await DBOS.recv('go', 3_600);
      return stamp();
    },
    async sleeper(due: number): Promise<number> {
      await DBOS.sleepms(Math.max(0, due - preciseNow()));
      return stamp();
    },
  };
  const registered = (kind: Kind) => DBOS.registerWorkflow(workflows[kind] as (input: unknown) => Promise<number>, { name: kind });
  return Object.fromEntries(Object.keys(workflows).map((kind) => [kind, registered(kind as Kind)]));
}

async function openClient(url: string): Promise<Contender> {
  const client = await DBOSClient.create({ systemDatabaseUrl: url });
  return {
    async start(kind, id, input) {
      const handle = await client.enqueue({ workflowName: kind, queueName, workflowID: id }, input);
      return { result: () => handle.getResult() };
    },
    signal: (id) => client.send(id, null, 'go'),
    close: () => client.destroy(),
  };
}

async function openBoth(opening: Opening, url: string): Promise<Contender> {
  const registered = register(opening);
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: url,
    systemDatabasePoolSize: poolSize,
    logLevel: 'error',
    executorID: 'local',
    applicationVersion: '1',
  });
  await DBOS.launch();
  await DBOS.registerQueue(queueName, { minPollingIntervalMs: 100 });
  return {
    async start(kind, id, input) {
      const workflow = registered[kind];
      if (!workflow) throw new Error(`DBOS was not given '${kind}'`);
      const handle = await DBOS.startWorkflow(workflow, { workflowID: id })(input);
      return { result: () => handle.getResult() };
    },
    signal: (id) => DBOS.send(id, null, 'go'),
    close: () => DBOS.shutdown(),
  };
}

await serveContender((opening) => {
  const { address, role } = opening;
  if (address.kind !== 'postgres') throw new Error('DBOS runs on PostgreSQL only');
  return role === 'client' ? openClient(address.url) : openBoth(opening, address.url);
});
