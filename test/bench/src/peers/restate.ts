/** Restate as its documentation advises: workflows on an endpoint that its server calls, started through its ingress. */
import * as restate from '@restatedev/restate-sdk';
import * as clients from '@restatedev/restate-sdk-clients';
import { preciseNow } from '../../../measure/src/precise-now.js';
import type { Inputs, Kind, Opening, Service } from '../contender.js';
import { serveContender } from '../serve.js';

/** What all of them look like to a client. */
type Handlers = {
  run: (ctx: restate.WorkflowContext, input: unknown) => Promise<unknown>;
  go: (ctx: restate.WorkflowSharedContext) => Promise<void>;
};

function workflowsOf({ marks }: Opening) {
  const stamp = (ctx: restate.WorkflowContext) => ctx.run('stamp', () => preciseNow());
  const mark = (ctx: restate.WorkflowContext) => ctx.run('mark', () => marks.add());
  const handlers = {
    async chain(ctx: restate.WorkflowContext, { steps, value }: Inputs['chain']): Promise<number> {
      let length = 0;
      const step = () => {
        marks.add();
        return value;
      };
      for (let done = 0; done < steps; done++) length += (await ctx.run('step', step)).length;
      return length;
    },
    async fan(ctx: restate.WorkflowContext, { lanes, times }: Inputs['fan']): Promise<number> {
      let joined = 0;
      await mark(ctx);
      for (let time = 0; time < times; time++) {
        const all = Array.from({ length: lanes }, (_, lane) => ctx.run('lane', () => lane));
        joined += (await restate.RestatePromise.all(all)).length;
        await mark(ctx);
      }
      return joined;
    },
    prompt: (ctx: restate.WorkflowContext): Promise<number> => stamp(ctx),
    async signaled(ctx: restate.WorkflowContext): Promise<number> {
      await ctx.promise<null>('go');
      return stamp(ctx);
    },
    async sleeper(ctx: restate.WorkflowContext, due: number): Promise<number> {
      await ctx.sleep(Math.max(0, Math.round(due - preciseNow())));
      return stamp(ctx);
    },
  };
  return Object.entries(handlers).map(([name, run]) =>
    restate.workflow({
      name,
      handlers: { run, go: (ctx: restate.WorkflowSharedContext) => ctx.promise<null>('go').resolve(null) },
    }),
  );
}

async function listen(opening: Opening, { admin, port }: Service): Promise<void> {
  await restate.serve({ services: workflowsOf(opening), port, logger: () => undefined });
  const response = await fetch(`${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${port}`, force: true }),
  });
  if (!response.ok) throw new Error(`Restate refused the endpoint: ${await response.text()}`);
}

await serveContender(async (opening) => {
  const { service, role } = opening;
  if (!service) throw new Error('Restate needs its server');
  if (role !== 'client') await listen(opening, service);
  const ingress = clients.connect({ url: service.ingress });
  const named = (kind: Kind, id: string) => ingress.workflowClient<Handlers>({ name: kind }, id);
  return {
    async start(kind, id, input) {
      const client = named(kind, id);
      await client.workflowSubmit(input);
      return { result: () => client.workflowAttach() };
    },
    signal: async (id) => await named('signaled', id).go(),
    close: () => Promise.resolve(),
  };
});
