/** What else a test can do to its world: act later, skip to a moment, kill the worker, look at what is waited for. */
import { TerminatedError, TestSetupError } from '@waystone/core';
import { TestEnvironment, startInMemory } from '@waystone/engine/testing';
import type { TestRun } from '@waystone/engine/testing';
import { describe, expect, test, vi } from 'vitest';
import { BookingWorkflow, ReviewWorkflow } from './fixtures/committee.workflow.js';
import { SubscriptionWorkflow } from './fixtures/subscription.workflow.js';
import { workflows } from './fixtures/generated/index.js';

const booking = () => workflows.booking(new BookingWorkflow());
const review = () => workflows.review(new ReviewWorkflow());
const paper = { reviewer: 'ann', paper: 'on time' };
const day = 86_400_000;

describe('what is put off', () => {
  test('happens when its time has come, in order, whatever the test awaits', async () => {
    await using run = await startInMemory(review(), paper);
    const begun = run.now();
    const times: [string, number][] = [];
    run.after('5d', async () => {
      times.push(['later', Date.now() - begun]);
      await run.signal('verdict', 'yes');
    });
    run.after('2d', () => void times.push(['sooner', run.now() - begun]));
    expect(await run.result()).toBe('ann: yes');
    expect(times).toEqual([
      ['sooner', 2 * day],
      ['later', 5 * day],
    ]);
  });

  test('may start instances', async () => {
    await using environment = await TestEnvironment.open({ workflows: [review()] });
    environment.after('1h', () => environment.start(review(), paper, { id: 'late' }));
    await environment.advance('2h');
    expect((await environment.instances(review())).map(({ id }) => id)).toEqual(['late']);
  });

  test('fails the test if it fails, and may not let time pass itself', async () => {
    await using run = await startInMemory(review(), paper);
    run.after('1h', () => run.advance('1h'));
    await expect(run.advance('2h')).rejects.toBeInstanceOf(TestSetupError);
    run.after('1h', () => {
      throw new Error('the post is on strike');
    });
    await expect(run.result()).rejects.toThrow('the post is on strike');
  });
});

describe('time', () => {
  test('skips to a moment', async () => {
    await using run = await startInMemory(review(), paper, { now: new Date('2030-01-01T12:00:00Z') });
    await run.advanceTo(new Date('2030-01-03T00:00:00Z'));
    expect(new Date(run.now()).toISOString()).toBe('2030-01-03T00:00:00.000Z');
    await run.advanceTo(0);
    expect(new Date(run.now()).toISOString()).toBe('2030-01-03T00:00:00.000Z');
    await run.advanceTo(Date.UTC(2030, 0, 20));
    await expect(run.result()).rejects.toThrow("no signal 'verdict' arrived in time");
  });
});

describe('what an instance waits for', () => {
  test('is told: tasks, signals with their timeouts, and nothing in the end', async () => {
    await using run = await startInMemory(review(), paper);
    expect(await run.waits()).toEqual([{ node: '', kind: 'start' }]);
    await run.until({ task: 'read' });
    expect(await run.waits()).toEqual([{ node: 'run/read', kind: 'task', task: 'read' }]);
    await run.until({ signal: 'verdict' });
    expect(await run.waits()).toEqual([{ node: 'run/verdict', kind: 'signal', signal: 'verdict', until: run.now() + 14 * day }]);
    await run.signal('verdict', 'no');
    await run.result();
    expect(await run.waits()).toEqual([]);
  });

  test('is the next task, if it is paused before that', async () => {
    await using run = await startInMemory(review(), paper);
    await run.pause();
    await expect(run.result()).rejects.toThrow(/ {2}run\/read +is to be performed +\S+committee\.workflow\.ts:\d+:\d+$/);
    await run.resume();
    await run.until({ signal: 'verdict' });
  });

  test('is the time of the next attempt after a failure', async () => {
    await using run = await startInMemory(booking(), undefined, { failures: { book: [new Error('full'), new Error('full')] } });
    await run.advance(0);
    expect(await run.waits()).toEqual([{ node: 'run/book', kind: 'task', task: 'book', until: run.now() + 1_000 }]);
    await run.advance('1s');
    expect(await run.waits()).toEqual([{ node: 'run/book', kind: 'task', task: 'book', until: run.now() + 2_000 }]);
  });
});

describe('an operator', () => {
  test('ends an instance with no cleanup', async () => {
    await using run = await startInMemory(booking(), undefined);
    await run.until({ signal: 'ready' });
    await run.terminate();
    await expect(run.result()).rejects.toBeInstanceOf(TerminatedError);
    expect(run.calls.cancel).toEqual([]);
  });
});

describe('a worker', () => {
  test('dies where the test says: what was committed stays, what was not is done again', async () => {
    await using run = await startInMemory(booking(), undefined);
    await run.until({ task: 'book' });
    run.crash();
    await run.until({ signal: 'ready' });
    expect(run.calls.book).toHaveLength(1);
    run.crash();
    await run.signal('ready');
    await run.until({ task: 'book' });
    run.crash();
    run.crash();
    expect(await run.result()).toBe('hotel booked');
    expect(run.calls.book.map(({ args: [what] }) => what)).toEqual(['flight', 'hotel']);
  });

  test('dies right after a task whose commit it does not see', async () => {
    await using run = await startInMemory(booking(), undefined);
    await run.until({ node: 'run/ready' });
    run.crash();
    await run.until({ signal: 'ready' });
    expect(run.calls.book).toHaveLength(1);
  });
});

describe('fakes', () => {
  test('are spies of the test runner as well', async () => {
    const book = vi.fn<BookingWorkflow['book']>(async (what) => `${what} faked`);
    await using run = await startInMemory(booking(), undefined, { tasks: { book }, send: { ready: undefined } });
    expect(await run.result()).toBe('hotel faked');
    expect(book.mock.calls).toEqual([['flight'], ['hotel']]);
  });

  test('signal the instance that performs them', async () => {
    const runs: TestRun<BookingWorkflow>[] = [];
    await using run = await startInMemory(booking(), undefined, {
      tasks: {
        book: async (what) => {
          if (what === 'flight') await runs[0]?.signal('ready');
          return what;
        },
      },
    });
    runs.push(run);
    expect(await run.result()).toBe('hotel');
    expect(run.calls.cancel).toEqual([]);
  });

  test('cannot let time pass: it stands still while they run', async () => {
    const runs: TestRun<BookingWorkflow>[] = [];
    await using run = await startInMemory(booking(), undefined, { tasks: { cancel: () => runs[0]?.advance('1h') } });
    runs.push(run);
    await run.until({ signal: 'ready' });
    await run.advance('2d');
    await expect(run.result()).rejects.toBeInstanceOf(TestSetupError);
  });

  test('fail at the n-th call', async () => {
    const charge = async (): Promise<void> => {};
    await using run = await startInMemory(workflows.subscription(new SubscriptionWorkflow({ charge })), 'ann', {
      failures: { charge: ['pass', 'pass', new Error('down')] },
    });
    await run.result();
    expect(run.calls.charge.slice(0, 4).map(({ args: [, month], attempt }) => [month, attempt])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [3, 2],
    ]);
  });
});
