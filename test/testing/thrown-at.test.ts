/** What the engine itself throws at a wait has the place of that wait for a stack, and the calls of flows that led there; then comes the line of the test. */
import { CanceledError, SignalTimeoutError, TaskTimeoutError } from '@waystone/core';
import { runInMemory, startInMemory } from '@waystone/engine/testing';
import { expect, test } from 'vitest';
import { workflows } from './fixtures/generated/index.js';
import { ReviewWorkflow } from './fixtures/committee.workflow.js';
import { PatienceWorkflow } from './fixtures/patience.workflow.js';

const paper = { reviewer: 'ann', paper: 'on time' };

async function errorOf(result: Promise<unknown>): Promise<Error> {
  return result.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error as Error,
  );
}

test('a signal that never came', async () => {
  const error = await errorOf(runInMemory(workflows.review(new ReviewWorkflow()), paper));
  expect(error).toBeInstanceOf(SignalTimeoutError);
  expect(error.stack).toMatch(
    /^SignalTimeoutError: no signal 'verdict' arrived in time\n {4}at ReviewWorkflow\.run \(\S+committee\.workflow\.ts:\d+:\d+\)\n {4}at \S+thrown-at\.test\.ts:/,
  );
});

test('a task that took too long, in a flow that another one called', async () => {
  const workflow = workflows.patience(new PatienceWorkflow());
  const error = await errorOf(runInMemory(workflow, 'slow', { failures: { work: ['timeout'] } }));
  expect(error).toBeInstanceOf(TaskTimeoutError);
  expect(error.stack?.split('\n').slice(0, 4)).toEqual([
    expect.stringMatching(/^TaskTimeoutError: task 'work' /),
    expect.stringMatching(/^ {4}at PatienceWorkflow\.inner \(\S+patience\.workflow\.ts:\d+:\d+\)$/),
    expect.stringMatching(/^ {4}at PatienceWorkflow\.run \(\S+patience\.workflow\.ts:\d+:\d+\)$/),
    expect.stringMatching(/^ {4}at \S+thrown-at\.test\.ts:\d+:\d+$/),
  ]);
});

test('a cancel, as a flow sees it, and as the cause of what it throws', async () => {
  await using run = await startInMemory(workflows.patience(new PatienceWorkflow()), 'asked');
  await run.until({ signal: 'answer' });
  await run.cancel();
  const error = await errorOf(run.result());
  expect(error.message).toBe('nobody answered');
  expect(error.cause).toBeInstanceOf(CanceledError);
  expect((error.cause as Error).stack).toMatch(/\n {4}at PatienceWorkflow\.run \(\S+patience\.workflow\.ts:\d+:\d+\)$/);
});
