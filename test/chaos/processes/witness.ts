/**
 * Witnesses of what a worker or a client does: the store and the tasks that it is given, with a line in the log before
 * and after every call. They change nothing.
 */
import { WaystoneError, context } from '@waystone/core';
import type { BoundWorkflow, Store } from '@waystone/engine';
import type { AskLine, ClaimLine, ClientLine, Log, WorkerLine } from '../evidence/lines.ts';
import { digestOf } from '../evidence/lines.ts';
import { CommitWitness } from './commit-witness.ts';
import type { Claimed, Sent } from './commit-witness.ts';

type Watched = Partial<Pick<Store, 'takers' | 'claim' | 'commit' | 'commitTogether' | 'start' | 'send' | 'cancel' | 'pause' | 'resume'>>;

/** The store of a worker. */
export function witnessedByWorker(store: Store, log: Log<WorkerLine>): Store {
  const commits = new CommitWitness(log);
  return withWatched(store, {
    takers: { add: (taker) => store.takers.add(commits.taker(taker)) },
    async claim(request) {
      const lanes = await store.claim(request);
      commits.learn(lanes);
      log.write(...lanes.map(claimLine));
      return lanes;
    },
    async commit(step) {
      const sent = commits.send(step);
      const answer = store.commit(step);
      const status = await statusOf(answer);
      commits.answered(sent, status, await answer.catch(() => undefined));
      return answer;
    },
    async commitTogether(work) {
      let sent: Sent | undefined;
      const answer = store.commitTogether(async (transaction) => {
        if (sent) commits.answered(sent, 'undone');
        sent = undefined;
        const step = await work(transaction);
        if (step) sent = commits.send(step, { together: true });
        return step;
      });
      const status = await statusOf(answer);
      if (sent) commits.answered(sent, status, await answer.catch(() => undefined));
      return answer;
    },
  });
}

/** The store of a client. */
export function witnessedByClient(store: Store, log: Log<ClientLine>): Store {
  let calls = 0;
  async function ask<Answer>(line: Omit<AskLine, 'what' | 'call' | 'at'>, answer: () => Promise<Answer>): Promise<Answer> {
    const call = ++calls;
    log.write({ what: 'ask', call, ...line });
    const answered = answer();
    log.write({ what: 'answer', call, status: await statusOf(answered) });
    return answered;
  }
  return withWatched(store, {
    start: (request) => {
      const { instanceId: instance, uid, onConflict } = request;
      return ask({ verb: 'start', instance, uid, onConflict }, () => store.start(request));
    },
    send: (instance, signal) => {
      const line = { verb: 'send', instance, signal: signal.name, digest: digestOf(signal.envelope) } as const;
      return ask(line, () => store.send(instance, signal));
    },
    cancel: (instance) => ask({ verb: 'cancel', instance }, () => store.cancel(instance)),
    pause: (instance) => ask({ verb: 'pause', instance }, () => store.pause(instance)),
    resume: (instance) => ask({ verb: 'resume', instance }, () => store.resume(instance)),
  });
}

/** The tasks of a workflow: the object is the same, its methods leave their lines. */
export function witnessTasks({ module, instance }: BoundWorkflow, log: Log<WorkerLine>): void {
  const methods = instance as Record<string, (...values: readonly unknown[]) => unknown>;
  for (const task of Object.keys(module.graph.tasks)) {
    const method = methods[task];
    if (method === undefined) throw new Error(`there is no task ${task}`);
    methods[task] = (...values) => witnessed(() => Reflect.apply(method, instance, values), log);
  }
}

async function witnessed(work: () => unknown, log: Log<WorkerLine>): Promise<unknown> {
  const { instanceId: instance, node, idempotencyKey: key, attempt } = context();
  const execution = { instance, node, key, attempt };
  log.write({ what: 'begin', ...execution });
  let ok = false;
  try {
    const result = await work();
    ok = true;
    return result;
  } finally {
    log.write({ what: 'end', ...execution, ok });
  }
}

function withWatched(store: Store, watched: Watched): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(watched, name) ?? Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** The answer's `status`, the answer if it is a word, or the code of the error. */
async function statusOf(answer: Promise<unknown>): Promise<string> {
  try {
    const given = await answer;
    return typeof given === 'string' ? given : (given as { readonly status: string }).status;
  } catch (error) {
    return error instanceof WaystoneError ? error.code : String(error);
  }
}

function claimLine(lane: Claimed): Omit<ClaimLine, 'at'> {
  const { n, uid, instanceId, owner, epoch, seq, attempt, node, request, envelope, signal, ended } = lane;
  return {
    what: 'claim',
    n,
    uid,
    instance: instanceId,
    lane: lane.lane,
    owner,
    epoch,
    seq,
    attempt,
    node,
    request,
    digest: digestOf(envelope),
    ...(signal && { signal: { sid: signal.sid, digest: digestOf(signal.envelope) } }),
    ...(ended && {
      ended: ended.map(({ position, end, envelope }) => ({ position, end, ...(envelope && { digest: digestOf(envelope) }) })),
    }),
  };
}
