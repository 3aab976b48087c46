/** Starts in the process of a worker that has room: their main lines are held from the beginning, and nothing is claimed. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { currentScope } from '@waystone/core/runtime';
import type { Store } from '@waystone/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import type { Process } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { CounterWorkflow, HeraldWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

const concurrency = 3;

let machine: Machine;
let world: Recorder;
let claimed: string[];
let committed: number;
let add: (total: number, turn: number) => unknown;
/** Claims give what they got when this has resolved. */
let claimsMayEnd: Promise<void>;

beforeEach(() => {
  claimed = [];
  claimsMayEnd = Promise.resolve();
  committed = 0;
  add = (total, turn) => total + turn;
  world = new Recorder({ add: (total: number, turn: number) => add(total, turn), act: () => 'done' });
  machine = new Machine({
    workflows: () => [workflows.counter(new CounterWorkflow(world)), workflows.herald(new HeraldWorkflow(world))],
    worker: { concurrency },
    between: tellingClaims,
    onCommit: () => void (committed += 1),
  });
});
afterEach(() => machine.close());

function tellingClaims(store: Store): Store {
  const claim: Store['claim'] = async (request) => {
    const lanes = await store.claim(request);
    await claimsMayEnd;
    claimed.push(...lanes.map(({ instanceId }) => instanceId));
    return lanes;
  };
  return new Proxy(store, { get: (target, name) => (name === 'claim' ? claim : (Reflect.get(target, name, target) as unknown)) });
}

async function spawn(commitsToLive?: number): Promise<Process> {
  const process = await machine.spawn(commitsToLive);
  await machine.settle();
  return process;
}

const clientOf = ({ store }: Pick<Process, 'store'>) => clients(store, { ports: machine.ports }).counter;

/** Tasks that end when the test says so. */
function hanging(): () => void {
  const ends: (() => void)[] = [];
  add = (total, turn) => new Promise((resolve) => ends.push(() => resolve(total + turn)));
  return () => {
    add = (total, turn) => total + turn;
    for (const end of ends.splice(0)) end();
  };
}

async function statusesOf(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(ids.map(async (id) => (await machine.store.find(id))?.status));
}

describe('starts in the process of a worker', () => {
  test('are not claimed, whoever waits for them', async () => {
    const client = clientOf(await spawn());
    const handles = await Promise.all(['a', 'b'].map((id) => client.start(id, 3)));
    expect(await machine.until(Promise.all(handles.map((handle) => handle.result())))).toEqual([3, 3]);
    expect(claimed).toEqual([]);
    expect(world.count('add')).toBe(6);
  });

  test('have made their first step when they are durable, and history tells of it', async () => {
    const client = clientOf(await spawn());
    await machine.until((await client.start('a', 3)).result());
    const history = await machine.store.history('a');
    expect(history.map(({ seq, outcome }) => `${seq} ${outcome}`)).toEqual([0, 1, 2, 3].map((seq) => `${seq} completed`));
    expect(committed).toBe(3);
  });

  test('show what their first step has set', async () => {
    const { store } = await spawn();
    const handle = await clients(store, { ports: machine.ports }).herald.start('a');
    expect(await machine.until(handle.result())).toBe('done');
    expect(await handle.stage.get()).toBe('begun');
  });

  test('run in the surroundings of the worker, not of the client', async () => {
    const surroundings = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    add = async (total, turn) => {
      seen.push(surroundings.getStore());
      await Promise.resolve();
      seen.push(surroundings.getStore());
      return total + turn;
    };
    const client = clientOf(await surroundings.run('the worker', () => spawn()));
    const handle = await surroundings.run('a client', () => client.start('a', 2));
    expect(await machine.until(handle.result())).toBe(1);
    expect(claimed).toEqual([]);
    expect(seen).toEqual(['the worker', 'the worker', 'the worker', 'the worker']);
    expect(currentScope().kind).toBe('plain');
  });

  test('that lead to no task go their ordinary way', async () => {
    const client = clientOf(await spawn());
    expect(await machine.until((await client.start('a', 0)).result())).toBe(0);
    expect(committed).toBe(1);
    expect(await machine.store.history('a')).toHaveLength(1);
  });

  test('take no more slots than there are; the others are ready, and come in their turn', async () => {
    const end = hanging();
    const client = clientOf(await spawn());
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const handles = await Promise.all(ids.map((id) => client.start(id, 1)));
    await machine.settle();
    expect(world.count('add')).toBe(concurrency);
    expect(await statusesOf(ids)).toEqual(['running', 'running', 'running', 'ready', 'ready']);
    end();
    await machine.until(Promise.all(handles.map((handle) => handle.result())));
    expect(claimed).toEqual(['d', 'e']);
  });

  test('go behind what has been ready before', async () => {
    const end = hanging();
    const process = await spawn();
    const elsewhere = clientOf(machine);
    const before = await Promise.all(['a', 'b', 'c', 'd'].map((id) => elsewhere.start(id, 1)));
    machine.announce();
    await machine.pass(100);
    const late = await clientOf(process).start('e', 1);
    end();
    await machine.until(Promise.all([...before, late].map((handle) => handle.result())));
    expect(claimed).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('take no slot of what a claim that is under way may give', async () => {
    const end = hanging();
    const process = await spawn();
    const gate = Promise.withResolvers<void>();
    claimsMayEnd = gate.promise;
    const before = await Promise.all(['a', 'b', 'c'].map((id) => clientOf(machine).start(id, 1)));
    machine.announce();
    await machine.pass(100);
    const late = await clientOf(process).start('d', 1);
    gate.resolve();
    await machine.settle();
    expect(await statusesOf(['a', 'b', 'c', 'd'])).toEqual(['running', 'running', 'running', 'ready']);
    end();
    await machine.until(Promise.all([...before, late].map((handle) => handle.result())));
  });

  test('that are for later, or for others, are left to them', async () => {
    const client = clientOf(await spawn());
    await client.start('later', 1, { startAt: new Date(machine.clock.now() + 60_000) });
    await client.start('elsewhere', 1, { queue: 'other' });
    await client.start('special', 1, { tags: ['gpu'] });
    await machine.settle();
    expect(await statusesOf(['later', 'elsewhere', 'special'])).toEqual(['parked', 'ready', 'ready']);
  });

  test('are nobody’s if the lease is gone, and are claimed by the next worker', async () => {
    const process = await spawn();
    const client = clientOf(process);
    for (const owner of process.owners) await machine.store.leave(owner);
    const handle = await client.start('a', 2);
    await machine.settle();
    expect(await statusesOf(['a'])).toEqual(['ready']);
    await spawn();
    expect(await machine.until(handle.result())).toBe(2 - 1);
    expect(claimed).toEqual(['a']);
  });

  test('that find their id taken keep no slot', async () => {
    const client = clientOf(await spawn());
    await machine.until((await client.start('a', 1)).result());
    for (let again = 0; again <= concurrency; again++) await expect(client.start('a', 1)).rejects.toThrow(/already/);
    const handles = await Promise.all(['b', 'c', 'd'].map((id) => client.start(id, 1)));
    await machine.until(Promise.all(handles.map((handle) => handle.result())));
    expect(claimed).toEqual([]);
  });

  test('that are asked again since the answer was lost are one', async () => {
    await spawn();
    const { store } = machine;
    const graph = (await store.latestGraph('counter')) ?? expect.unreachable();
    await clientOf(machine).start('a', 1);
    const { input, lanes } = (await store.find('a')) ?? expect.unreachable();
    const request = {
      ...{ instanceId: 'b', uid: 'of b', graph, input, envelope: lanes[0]?.envelope ?? input, statuses: [], signals: [] },
      ...({ queue: 'default', priority: 3, onConflict: 'fail' } as const),
    };
    const first = await store.start(request);
    expect(first.status).toBe('started');
    expect(await store.start(request)).toMatchObject({ status: 'started', n: first.n, isRepeated: true });
    expect(await store.start({ ...request, uid: 'of another' })).toMatchObject({ status: 'exists' });
  });

  test('are given back by a worker that stops', async () => {
    const process = await spawn();
    const starting = clientOf(process).start('a', 1);
    await machine.until(process.worker.stop());
    await starting;
    expect(await machine.store.find('a')).not.toMatchObject({ status: 'running' });
    await spawn();
    expect(await machine.until((await starting).result())).toBe(0);
  });

  test.each([0, 1, 2, 3, 4])('come to the same if the process dies after %i commits', async (commits) => {
    const process = await spawn(Math.max(commits, 1));
    if (commits === 0) process.freeze();
    const starting = clientOf(process).start('a', 3);
    await machine.settle();
    if (commits === 0) process.kill();
    else await starting;
    const found = await machine.store.find('a');
    for (const owner of process.owners) await machine.store.leave(owner);
    await spawn();
    if (found) expect(await machine.until(clientOf(machine).get('a').result())).toBe(3);
    else expect(commits).toBe(0);
  });
});
