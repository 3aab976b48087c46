/** Forks whose lanes stay with the worker that opens them: what they cost, and that nothing is lost or done twice. */
import { StoreUnavailableError } from '@waystone/core';
import type { Store } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Statements } from '../../packages/engine/src/store/sqlite/statements.js';
import type { StepCommit } from '../../packages/engine/src/store/store.js';
import { Machine } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { RoundsWorkflow } from './fixtures/rounds.workflow.js';
import { NestedWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';
import { countPerRound, rounds } from './rounds.js';

let machine: Machine | undefined;
afterEach(async () => {
  await machine?.close();
  machine = undefined;
});

const names = ['a', 'b', 'c', 'd', 'e'];
const working = { work: (name: string) => name.toUpperCase(), heavy: (name: string) => name.toUpperCase() };

function begin(world: Recorder, options: Partial<ConstructorParameters<typeof Machine>[0]> = {}): Machine {
  return (machine = new Machine({ workflows: () => [workflows.rounds(new RoundsWorkflow(world))], ...options }));
}

/** Every task once, whatever happened. */
function expectEachOnce(world: Recorder, count: number): void {
  expect(world.count('work')).toBe(count);
  expect(new Set(world.acts.filter((act) => act.startsWith('work'))).size).toBe(count);
}

test.each([2, 10, 100])('a fork of %i lanes and its join are two transactions, and no claim', async (lanes) => {
  const store = sqlite(':memory:');
  const byText = vi.spyOn(Statements.prototype, 'byText');
  const transactions = () => byText.mock.calls.filter(([text]) => text === 'begin immediate').length;
  try {
    expect(await countPerRound(store, lanes, transactions)).toBe(2);
  } finally {
    byText.mockRestore();
    await store.close();
  }
});

describe.each([1, 2, 4, 5, 6, 100])('a worker of %i slots', (concurrency) => {
  test('goes through forks and joins, and never holds more lanes than that', async () => {
    const held: number[] = [];
    const world = new Recorder({
      work: (name: string) => {
        held.push(machine?.processes[0]?.worker.health().heldLanes ?? 0);
        return name.toUpperCase();
      },
    });
    const { store, ports } = begin(world, { worker: { concurrency } });
    const handle = await clients(store, { ports }).rounds.start('r', { names, rounds: 4 });
    await machine?.spawn();
    expect(await machine?.until(handle.result())).toEqual(names.map((name) => `${name}3`.toUpperCase()));
    expect(Math.max(...held)).toBeLessThanOrEqual(concurrency);
    expectEachOnce(world, names.length * 4);
  });
});

test('lanes beyond the concurrency of their fork wait, however many slots a worker has', async () => {
  const world = new Recorder({ leaf: (name: string) => name });
  const { store, ports } = begin(world, { workflows: () => [workflows.nested(new NestedWorkflow(world))] });
  const handle = await clients(store, { ports }).nested.start('n', names);
  await machine?.spawn();
  await machine?.settle();
  const { lanes } = await handle.describe();
  expect(lanes.filter(({ status }) => status === 'queued')).toHaveLength(names.length - 2);
  expect(await machine?.until(handle.result())).toHaveLength(names.length);
});

test('a process that is killed right after every commit leaves nothing to do twice', async () => {
  const world = new Recorder(working);
  const { store, ports } = begin(world);
  const handle = await clients(store, { ports }).rounds.start('r', { names, rounds: 3 });
  expect(await machine?.crashingEverywhere(handle.result())).toEqual(names.map((name) => `${name}2`.toUpperCase()));
  expect(new Set(world.acts.filter((act) => act.startsWith('work'))).size).toBe(names.length * 3);
});

describe('the answer to a commit is lost', () => {
  test.each([
    ['of the fork', ({ then }: StepCommit) => then.kind === 'fork'],
    ['of the end of a lane', ({ then, fence }: StepCommit) => then.kind === 'end' && fence.lane !== ''],
    ['of every step', () => true],
  ] as const)('%s', async (_what, isLost) => {
    const lost = new Set<string>();
    const losing = (store: Store): Store => {
      const commit: Store['commit'] = async (step) => {
        const result = await store.commit(step);
        const key = `${step.fence.lane} ${step.fence.seq} ${step.then.kind}`;
        if (!isLost(step) || lost.has(key)) return result;
        lost.add(key);
        throw new StoreUnavailableError('test.db', 'the connection was lost');
      };
      return Object.assign(Object.create(store) as Store, { commit });
    };
    const world = new Recorder(working);
    const { store, ports } = begin(world, { between: losing });
    const handle = await clients(store, { ports }).rounds.start('r', { names, rounds: 3 });
    await machine?.spawn();
    expect(await machine?.until(handle.result())).toEqual(names.map((name) => `${name}2`.toUpperCase()));
    expectEachOnce(world, names.length * 3);
    expect(lost.size).toBeGreaterThan(0);
  });
});

test('a lane that fails while others are on their way home cancels the rest, and the next fork is whole', async () => {
  const world = new Recorder({ work: (name: string) => (name === 'c1' ? Promise.reject(new Error('broken')) : name) });
  const { store, ports } = begin(world);
  const handle = await clients(store, { ports }).rounds.start('r', { names, rounds: 3 });
  await machine?.spawn();
  await expect(machine?.until(handle.result())).rejects.toThrow('broken');
  expect(world.count('mark')).toBe(2);
});

test('a lane whose task asks for tags is never held by a worker without them', async () => {
  const world = new Recorder(working);
  const { store, ports } = begin(world);
  const handle = await clients(store, { ports }).rounds.start('r', { names: [], rounds: 1 });
  await machine?.spawn();
  await machine?.settle();
  expect(world.acts.filter((act) => !act.startsWith('mark')).toSorted()).toEqual(['work task here', 'work task last']);
  await machine?.spawn(Infinity, 'here', { tags: ['gpu'] });
  expect(await machine?.until(handle.result())).toEqual(['TASK HERE', 'TASK THERE', 'TASK LAST']);
  expect(world.count('heavy')).toBe(1);
});

test('lanes that are lost with their worker go on elsewhere, and the join is whole', async () => {
  const stuck = new Promise<string>(() => {});
  const first = new Recorder({ work: (name: string) => (name === 'a0' ? name : stuck) });
  const second = new Recorder({ work: (name: string) => `${name} again` });
  let world = first;
  const { store, ports } = begin(first, { workflows: () => [workflows.rounds(new RoundsWorkflow(world))] });
  const handle = await clients(store, { ports }).rounds.start('r', { names, rounds: 1 });
  const process = await machine?.spawn();
  await machine?.settle();
  world = second;
  process?.freeze();
  await machine?.spawn();
  expect(await machine?.until(handle.result())).toEqual(['a0', 'b0 again', 'c0 again', 'd0 again', 'e0 again']);
  process?.thaw();
  await machine?.pass(60_000);
  expect(second.count('work'), 'only what was not committed is performed again').toBe(names.length - 1);
});

test('a worker that stops gives back the lanes that come with the last commit', async () => {
  const world = new Recorder(working);
  const { store, ports } = begin(world);
  const handle = await clients(store, { ports }).rounds.start('r', { names, rounds });
  const process = await machine?.spawn();
  await machine?.settle();
  await machine?.until(process?.worker.stop() ?? expect.fail());
  expect(process?.worker.health()).toMatchObject({ state: 'stopped', heldLanes: 0 });
  await machine?.spawn();
  expect(await machine?.until(handle.result())).toHaveLength(names.length);
});
