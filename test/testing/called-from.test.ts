/** Errors lead to the line of the test, behind the lines of the workflow, and never into the kit. */
import { RunStuckError } from '@waystone/core';
import { TestEnvironment, runInMemory, simulate, startInMemory } from '@waystone/engine/testing';
import { expect, test } from 'vitest';
import { ReviewWorkflow } from './fixtures/committee.workflow.js';
import { ImportWorkflow, LeaveWorkflow } from './fixtures/recipes.workflow.js';
import { workflows } from './fixtures/generated/index.js';

const paper = { reviewer: 'ann', paper: 'on time' };
const review = () => workflows.review(new ReviewWorkflow());
const leave = () => workflows.leave(new LeaveWorkflow());

async function framesOf(thrower: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await thrower();
  } catch (error) {
    return (error as Error).stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  }
  return expect.fail('it did not fail');
}

const inTheTest = expect.stringMatching(/called-from\.test\.ts:\d+:\d+\)?$/);

test.each<[string, () => Promise<unknown>]>([
  ['a fake of no task', async () => runInMemory(leave(), 'ann', { tasks: { remindd: async () => {} } as never })],
  ['a moment that is not there', async () => (await startInMemory(leave(), 'ann')).until({ node: 'run/nowhere' })],
  ['a child of no workflow', async () => (await startInMemory(leave(), 'ann')).child(ReviewWorkflow)],
  ['a workflow of another environment', async () => (await TestEnvironment.open({ workflows: [leave()] })).start(review(), paper)],
  [
    'a run that waits for ever',
    async () => simulate(() => ({ workflow: leave, input: 'ann', drive: (run) => run.until({ task: 'remindd' as 'remind' }) })),
  ],
])('%s', async (_, thrower) => {
  const frames = await framesOf(thrower);
  expect(frames[0]).toEqual(inTheTest);
  expect(frames.join('\n')).not.toContain('/testing/environment.');
  expect(frames.filter((line) => line.includes('node:'))).toEqual([]);
});

test('the error of a workflow has the place in the workflow first', async () => {
  const [first, ...others] = await framesOf(() => runInMemory(review(), paper));
  expect(first).toMatch(/at ReviewWorkflow\.run \(\S+committee\.workflow\.ts:\d+:\d+\)$/);
  expect(others[0]).toEqual(inTheTest);
});

test('the error of a task keeps its stack', async () => {
  const download = async (): Promise<string> => {
    throw new TypeError('no such host');
  };
  const frames = await framesOf(() => runInMemory(workflows.import(new ImportWorkflow({ download })), 'a.csv'));
  expect(frames[0]).toEqual(inTheTest);
  expect(frames[1]).toMatch(/at ImportWorkflow\.download \(\S+recipes\.workflow\.ts:\d+:\d+\)$/);
  expect(frames.slice(2)).toContainEqual(inTheTest);
});

test('a task that hangs is told with the line of the test', async () => {
  const hanging = (): Promise<void> => new Promise(() => {});
  const thrower = (): Promise<unknown> => runInMemory(leave(), 'ann', { tasks: { remind: hanging }, patience: 1 });
  await expect(thrower()).rejects.toBeInstanceOf(RunStuckError);
  expect((await framesOf(thrower))[0]).toEqual(inTheTest);
});
