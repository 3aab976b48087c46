/** The scheduler: what comes to rest and what does not, without which nobody could tell that a run is over. */
import { expect, test } from 'vitest';
import { Chance } from '../support/chance.js';
import { Actor, Scheduler } from './machine/scheduler.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function schedulerOf(actor: Actor): Scheduler {
  const scheduler = new Scheduler({ chance: new Chance(1), tempoMs: 1, wildSteps: Infinity, settled });
  scheduler.add(actor);
  return scheduler;
}

test('what has no more turns comes to rest, whatever it does later', async () => {
  const actor = new Actor('worker 0.1');
  const scheduler = schedulerOf(actor);
  let turns = 0;
  for (let turn = 0; turn < 3; turn++) scheduler.turn(actor, 'soon', () => (turns += 1));
  scheduler.after(actor, 5, { what: 'timer', go: () => (turns += 1) });
  expect(await scheduler.settle(10)).toBe(true);
  expect([turns, scheduler.steps]).toEqual([3, 3]);
});

test('what gives itself another turn again and again does not', async () => {
  const actor = new Actor('worker 0.1');
  const scheduler = schedulerOf(actor);
  const again = (): void => scheduler.turn(actor, 'soon', again);
  again();
  expect(await scheduler.settle(10)).toBe(false);
  expect(scheduler.steps).toBe(10);
});
