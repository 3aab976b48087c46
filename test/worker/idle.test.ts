/** What a worker costs the database while there is nothing to do, and what two processes on one file cost each other. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Machine } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { CounterWorkflow, MillWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

const seconds = 300;

describe('in virtual time', () => {
  let machine: Machine;
  let add: (total: number, turn: number) => unknown;

  beforeEach(() => {
    add = (total, turn) => total + turn;
    const world = new Recorder({ add: (total: number, turn: number) => add(total, turn) });
    machine = new Machine({ workflows: () => [workflows.counter(new CounterWorkflow(world))] });
  });
  afterEach(() => machine.close());

  /** What is asked of the database per second, not counting the looks at the file's version. */
  async function questionsPerSecond(): Promise<number> {
    await machine.settle();
    const { calls } = machine.activity;
    await machine.pass(seconds * 1_000);
    return (machine.activity.calls - calls) / seconds;
  }

  test('an idle worker asks less than one question a second', async () => {
    await machine.spawn();
    expect(await questionsPerSecond()).toBeLessThan(1);
  });

  test('two idle workers on one file do not keep each other busy', async () => {
    for (let workers = 0; workers < 2; workers++) await machine.spawn();
    expect(await questionsPerSecond()).toBeLessThan(2);
  });

  test('two workers whose tasks take long do not keep each other busy', async () => {
    add = () => new Promise(() => {});
    const { counter } = clients(machine.store, { ports: machine.ports });
    for (let workers = 0; workers < 2; workers++) {
      await counter.start(`c${workers}`, 1);
      await machine.spawn();
      await machine.settle();
    }
    expect(await questionsPerSecond()).toBeLessThan(2 * 2);
  });
});

test('a worker starts in an empty folder with only a path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waystone-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const store = sqlite(join(folder, 'not', 'yet', 'there.db'));
  const worker = new Worker({ store, workflows: [workflows.counter(new CounterWorkflow(new Recorder()))] });
  await worker.start();
  await clients(store).counter.start('c', 0);
  expect(await clients(store).counter.get('c').result()).toBe(0);
  await worker.stop();
  await store.close();
  // Nothing is left beside the database.
  expect(await readdir(join(folder, 'not', 'yet'))).toEqual(['there.db']);
});

test("an idle worker on another process's busy file does not disturb it", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waystone-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'shared.db');
  const [busy, idle] = [sqlite(path, { synchronous: 'normal' }), sqlite(path)];
  const claims = vi.spyOn(idle, 'claim');
  const looks = vi.spyOn(idle, 'nextDue');
  const working = new Worker({
    store: busy,
    workflows: [workflows.mill(new MillWorkflow(new Recorder({ turn: (turn: number) => turn })))],
  });
  const waiting = new Worker({ store: idle, workflows: [workflows.counter(new CounterWorkflow(new Recorder()))] });
  await waiting.start();
  await working.start();
  const [claimsBefore, start] = [claims.mock.calls.length, performance.now()];
  await clients(busy).mill.start('m', 5_000);
  await clients(busy).mill.get('m').result();
  // It looks, at most once in 25 ms, and a look does not write; it claims nothing.
  expect(looks.mock.calls.length).toBeLessThan(5 + (performance.now() - start) / 25);
  expect(claims.mock.calls.length).toBe(claimsBefore);
  await Promise.all([working.stop(), waiting.stop()]);
  await Promise.all([busy.close(), idle.close()]);
});
