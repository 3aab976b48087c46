/** Timers, retries and time limits, in virtual time and across crashes. */
import { TaskTimeoutError } from '@waystone/core';
import type { Clock } from '@waystone/engine';
import { afterEach, expect, test } from 'vitest';
import { fileDatabase, Machine } from '../support/machine.js';
import { KeysWorkflow, SleepersWorkflow } from './fixtures/steps.workflow.js';
import { RefusalWorkflow, RetriesWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

let machine: Machine;
afterEach(() => machine.close());

test('a lane that sleeps a second goes on after a second, though its sibling sleeps an hour', async () => {
  const world = new Recorder();
  machine = new Machine({ workflows: () => [workflows.sleepers(new SleepersWorkflow(world))] });
  const handle = await clients(machine.store, { ports: machine.ports }).sleepers.start('s');
  await machine.spawn();
  await machine.pass(999);
  expect(world.acts).toEqual([]);
  await machine.pass(51);
  expect(world.acts).toEqual(['quick']);
  await machine.pass(3_598_949);
  expect(world.acts).toEqual(['quick']);
  await machine.pass(51);
  expect(world.acts).toEqual(['quick', 'slow']);
  await machine.until(handle.result());
});

test('a sleep goes on while no process is alive', async () => {
  const world = new Recorder();
  machine = new Machine({ workflows: () => [workflows.sleepers(new SleepersWorkflow(world))] });
  await clients(machine.store, { ports: machine.ports }).sleepers.start('s');
  const first = await machine.spawn();
  await machine.pass(100);
  await first.bury();
  await machine.pass(7_200_000);
  await machine.spawn();
  await machine.pass(50);
  expect(world.acts).toEqual(['quick', 'slow']);
});

test('a crash neither forgets attempts nor shortens the wait between them', async () => {
  const world = new Recorder({
    flaky: (attempt: number) => {
      if (attempt < 4) throw new Error(`attempt ${attempt}`);
      return `done at attempt ${attempt}`;
    },
  });
  machine = new Machine({ workflows: () => [workflows.retries(new RetriesWorkflow(world))] });
  const handle = await clients(machine.store, { ports: machine.ports }).retries.start('r');
  const attempts = (): number => world.acts.length;
  for (const wait of [1_000, 2_000, 4_000]) {
    const before = attempts();
    const process = await machine.spawn();
    await machine.settle();
    await process.bury();
    expect(attempts()).toBe(before + 1);
    const next = await machine.spawn();
    await machine.pass(wait - 1);
    expect(attempts()).toBe(before + 1);
    await next.bury();
    await machine.pass(1);
  }
  await machine.spawn();
  expect(await machine.until(handle.result())).toBe('done at attempt 4');
  expect(world.acts.map((act) => act.split(' ')[1])).toEqual(['1', '2', '3', '4']);
  expect(new Set(world.acts.map((act) => act.split(' ')[2])).size).toBe(1);
  expect((await handle.history()).map(({ outcome, attempt }) => `${attempt} ${outcome}`)).toEqual([
    '1 completed',
    '1 retried',
    '2 retried',
    '3 retried',
    '4 completed',
  ]);
});

test('a task that takes too long is aborted, and its late result is discarded', async () => {
  const late: ((value: string) => void)[] = [];
  const signals: AbortSignal[] = [];
  const world = new Recorder({
    flaky: (_attempt: number, _key: string, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<string>((resolve) => late.push(resolve));
    },
  });
  machine = new Machine({ workflows: () => [workflows.retries(new RetriesWorkflow(world))] });
  const handle = await clients(machine.store, { ports: machine.ports }).retries.start('r');
  const result = handle.result();
  const outcome = expect(result).rejects.toThrow(TaskTimeoutError);
  await machine.spawn();
  await machine.pass(4_999);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  await machine.pass(1);
  expect(signals[0]?.reason).toBeInstanceOf(TaskTimeoutError);
  late[0]?.('too late');
  await machine.until(result.catch(() => undefined));
  await outcome;
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
});

test('errors that are not worth another attempt get none, and keep their class and fields', async () => {
  machine = new Machine({ workflows: () => [workflows.refusal(new RefusalWorkflow())] });
  const { refusal } = clients(machine.store, { ports: machine.ports });
  await machine.spawn();
  const declined = await refusal.start('a', '42');
  expect(await machine.until(declined.result())).toBe('declined 42 for 12');
  const final = await refusal.start('b', 'final');
  await expect(machine.until(final.result())).rejects.toThrow('never again');
  const attempts = (await final.history()).filter(({ node }) => node === 'run/decline');
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['failed']);
});

test('an idempotency key is the same for all attempts of one step and differs between steps; every attempt gets fresh arguments', async () => {
  machine = new Machine({ workflows: () => [workflows.keys(new KeysWorkflow())] });
  const handle = await clients(machine.store, { ports: machine.ports }).keys.start('k');
  await machine.spawn();
  const [first, second] = await machine.until(handle.result());
  expect(first).not.toBe(second);
  const retried = (await handle.history()).filter(({ outcome }) => outcome === 'retried');
  const keys = retried.map(({ content }) => (content && 'value' in content ? (content.value as Error).message : ''));
  expect(keys).toEqual([`attempt 1 with ${first}`, `attempt 2 with ${first}`, `attempt 1 with ${second}`, `attempt 2 with ${second}`]);
});

test('a wait counts from the step that led to it, and is never shorter than asked for', async () => {
  machine = new Machine({ workflows: () => [workflows.sleepers(new SleepersWorkflow(new Recorder()))] });
  const handle = await clients(machine.store, { ports: machine.ports }).sleepers.start('s');
  await machine.spawn();
  await machine.until(handle.result());
  const sleeps = (await handle.history()).filter(({ node }) => node.includes('sleep'));
  expect(sleeps.map(({ startedAt, endedAt }) => endedAt - startedAt >= 1000)).toEqual([true, true]);
});

test('a database whose clock is set back is not asked again and again for what is not due any more', async () => {
  const world = new Recorder();
  const file = fileDatabase();
  let setMs = 0;
  const settable = (clock: Clock): Clock => ({ now: () => clock.now() + setMs, after: (ms, wake) => clock.after(ms, wake) });
  machine = new Machine({
    workflows: () => [workflows.sleepers(new SleepersWorkflow(world))],
    database: { ...file, open: (ports) => file.open({ ...ports, clock: settable(ports.clock) }) },
  });
  await clients(machine.store, { ports: machine.ports }).sleepers.start('s');
  await machine.spawn();
  await machine.pass(500);
  setMs = -3_000;
  const { calls } = machine.activity;
  await machine.pass(3_499);
  expect(world.acts).toEqual([]);
  // What a worker takes for ready it claims every 5 ms; once that came to nothing for 100 ms it asks for the time.
  expect(machine.activity.calls - calls).toBeLessThan(100);
  await machine.pass(51);
  expect(world.acts).toEqual(['quick']);
});
