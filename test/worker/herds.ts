/**
 * Herds: very much becomes ready at once. All of it is done, once each, in the order of the times within one priority, and a
 * worker never holds more than it was told to.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import type { MachineDatabase, Process } from '../support/machine.js';
import { HerdWorkflow } from './fixtures/herds.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

const size = 1_000;
const concurrency = 20;
const hourMs = 3_600_000;
/** No common factor with the size: every number comes once, far from its neighbors. */
const stride = 617;

export function exerciseHerds(makeDatabase: () => MachineDatabase): void {
  let machine: Machine;
  let world: Recorder;
  let worker: Process;
  let mostHeld: number;

  beforeEach(() => {
    world = new Recorder();
    mostHeld = 0;
    machine = new Machine({
      database: makeDatabase(),
      workflows: () => [workflows.herd(new HerdWorkflow(world))],
      worker: { concurrency },
      onCommit: () => void (mostHeld = Math.max(mostHeld, worker.worker.health().heldLanes)),
    });
  });
  afterEach(() => machine.close());

  /** Starts the herd in one moment, in an order that is not that of their times. Gives what resolves when all have come. */
  async function start(timeOf: (place: number) => number): Promise<() => Promise<unknown>> {
    const { herd } = clients(machine.store, { ports: machine.ports });
    const places = Array.from({ length: size }, (_, index) => (index * stride) % size);
    const handles = await Promise.all(places.map((place) => herd.start(`${place}`, { name: `${place}`, until: timeOf(place) })));
    return () => Promise.all(handles.map((handle) => handle.result()));
  }

  /** What is claimed together begins in any order. */
  function expectOrder(places: readonly number[]): void {
    expect(places.toSorted((one, other) => one - other)).toEqual(Array.from({ length: size }, (_, place) => place));
    expect(places.filter((place, turn) => Math.abs(place - turn) > concurrency)).toEqual([]);
    expect(mostHeld).toBeLessThanOrEqual(concurrency);
  }

  test('timers that were due while nobody worked go off in their order', async () => {
    worker = await machine.spawn();
    const come = await start((place) => machine.clock.now() + hourMs + place);
    await machine.poll();
    expect(await machine.store.list({ status: ['ready', 'running'], limit: 1 })).toEqual([]);
    await worker.worker.stop();
    await machine.pass(2 * hourMs);
    worker = await machine.spawn();
    await machine.until(come());
    expectOrder(world.acts.map(Number));
  });

  test('instances that are started at once begin in the order of their starts', async () => {
    worker = await machine.spawn();
    const come = await start(() => 0);
    await machine.until(come());
    // Numbered in the order of the starts.
    const turnOf = new Map(Array.from({ length: size }, (_, index) => [(index * stride) % size, index]));
    expectOrder(world.acts.map((name) => turnOf.get(Number(name)) ?? -1));
  });
}
