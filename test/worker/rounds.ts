/** Counts what forks and joins cost, once they are under way. */
import { Worker } from '@waystone/engine';
import type { Store } from '@waystone/engine';
import { expect } from 'vitest';
import { clients, workflows } from './fixtures/generated/index.js';
import { RoundsWorkflow } from './fixtures/rounds.workflow.js';
import { Recorder } from './recorder.js';

export const rounds = 12;

/**
 * Gives by how much the count grows with a fork of so many lanes, its join and the step behind it: the median, since a worker asks for this
 * and that every few seconds.
 */
export async function countPerRound(store: Store, lanes: number, count: () => number): Promise<number> {
  const counts: number[] = [];
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const world = new Recorder({
    mark: (round: number) => {
      counts.push(count());
      if (round === rounds - 1) finish();
    },
    work: (name: string) => name,
  });
  // No heartbeat, nobody who waits for the result, and slots to spare, or the worker looks for others who wait for one.
  const worker = new Worker({ store, workflows: [workflows.rounds(new RoundsWorkflow(world))], concurrency: lanes * 2, lease: '1h' });
  await worker.start();
  const names = Array.from({ length: lanes }, (_, lane) => `lane ${lane} `);
  const handle = await clients(store).rounds.start('r', { names, rounds });
  await finished;
  expect(await handle.result()).toHaveLength(lanes);
  await worker.stop();
  const growths = counts.slice(3).map((after, index) => after - (counts[index + 2] ?? NaN));
  return growths.toSorted((one, other) => one - other)[Math.floor(growths.length / 2)] ?? NaN;
}
