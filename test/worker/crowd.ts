/** Parents with many children: what each child costs is the same, however many there are. */
import { expect } from 'vitest';
import type { Machine } from '../support/machine.js';
import { clients } from './fixtures/generated/index.js';

/** The machine has a worker that knows `crowd` and `one`. */
export async function expectSameCost(machine: Machine): Promise<void> {
  const few = await callsPerChild(machine, 100);
  expect(await callsPerChild(machine, 2_000)).toBeLessThan(few * 1.5);
}

/** Requests to the store. */
async function callsPerChild(machine: Machine, count: number): Promise<number> {
  const crowd = await clients(machine.store, { ports: machine.ports }).crowd.start(`crowd of ${count}`, count);
  const before = machine.activity.calls;
  expect(await machine.until(crowd.result())).toBe((count * (count - 1)) / 2);
  expect(await crowd.describe()).toMatchObject({ children: { live: 0, completed: count } });
  return (machine.activity.calls - before) / count;
}
