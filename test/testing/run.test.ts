/** Runs in memory: virtual time, fakes, failures, moments, and what is said of runs that cannot go on. */
import { CanceledError, InstantInvalidError, RunStuckError, TestSetupError, WorkflowNotBuiltError } from '@waystone/core';
import { TestEnvironment, fake, runInMemory, startInMemory } from '@waystone/engine/testing';
import { describe, expect, test } from 'vitest';
import { AskWorkflow, CardDeclined, HouseholdWorkflow, SubscriptionWorkflow } from './fixtures/subscription.workflow.js';
import type { Billing } from './fixtures/subscription.workflow.js';
import { TreadmillWorkflow } from './fixtures/patience.workflow.js';
import { workflows } from './fixtures/generated/index.js';

const day = 86_400_000;

function billing(): Billing & { readonly charged: string[] } {
  const charged: string[] = [];
  return { charged, charge: async (customer, month) => void charged.push(`${customer} ${month}`) };
}

const subscription = (own = billing()) => workflows.subscription(new SubscriptionWorkflow(own));

describe('time', () => {
  test('passes at once, and flows and tasks see it', async () => {
    const own = billing();
    const { result, tookMs, statuses } = await runInMemory(subscription(own), 'ann');
    expect(result).toEqual({ greeting: 'dear ann', months: 12, days: 390 });
    expect(tookMs).toBe(390 * day);
    expect(statuses).toEqual({ stage: 'over' });
    expect(own.charged).toHaveLength(12);
  });

  test('passes for the author alone, and begins when the test says', async () => {
    const before = Date.now();
    await using run = await startInMemory(subscription(), 'ann', { now: new Date('2030-01-01') });
    await run.until({ status: { stage: 'active' } });
    expect(new Date(run.now()).toISOString()).toBe('2030-01-31T00:00:00.000Z');
    expect(Date.now() - before).toBeLessThan(day);
    expect(new Date()).toBeInstanceOf(Date);
  });

  test('stands still between what the test awaits', async () => {
    await using run = await startInMemory(subscription(), 'ann');
    expect(run.calls.greet).toHaveLength(0);
    await run.advance(0);
    expect(run.calls.greet).toHaveLength(1);
    await run.advance('29d');
    expect(await run.status('stage')).toBe('trial');
    await run.advance('1d');
    expect(await run.status('stage')).toBe('active');
    expect(run.calls.charge).toMatchObject([{ args: ['ann', 1], attempt: 1, node: 'run/months/charge' }]);
  });
});

describe('tasks', () => {
  test('are replaced by fakes, and what they are asked is recorded', async () => {
    const { calls, result } = await runInMemory(subscription(), 'ann', {
      tasks: { greet: (customer) => `hi ${customer}`, charge: async (_customer, month) => ({ month, key: 'k' }) },
      send: { end: { reason: 'enough' } },
    });
    expect(result.greeting).toBe('hi ann');
    expect(calls.greet[0]).toMatchObject({ args: ['ann'], result: 'hi ann' });
    expect(calls.charge[0]?.result).toEqual({ month: 1, key: 'k' });
  });

  test('fail as told, and are tried again in virtual time', async () => {
    await using run = await startInMemory(subscription(), 'ann', {
      failures: { charge: [new Error('down'), 'timeout', 'pass', 'pass', new CardDeclined('ann')] },
    });
    await expect(run.result()).rejects.toBeInstanceOf(CardDeclined);
    expect(run.calls.charge.map(({ args: [, month], attempt }) => [month, attempt])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [3, 1],
    ]);
    const [first, second] = run.calls.charge;
    expect(second?.idempotencyKey).toBe(first?.idempotencyKey);
    expect(await run.trace()).toMatch(/charge\('ann', 1\) ✗ TaskTimeoutError: .* \(attempt 2\) +\S*subscription\.workflow\.ts:44:13/);
  });

  test('fail at a node', async () => {
    const { calls } = await runInMemory(subscription(), 'ann', { failures: { 'run/greet': [new Error('shy')] } });
    expect(calls.greet.map(({ error }) => (error as Error | undefined)?.message)).toEqual(['shy', undefined]);
  });

  test('may take real time', async () => {
    const { result } = await runInMemory(subscription(), 'ann', {
      tasks: { greet: () => new Promise((resolve) => setTimeout(() => resolve('late'), 20)) },
    });
    expect(result.greeting).toBe('late');
  });
});

describe('a test', () => {
  test('sends signals when it is time', async () => {
    await using run = await startInMemory(subscription(), 'ann');
    await run.until({ signal: 'end' });
    await run.advance('40d');
    await run.signal('end', { reason: 'enough' });
    expect(await run.result()).toMatchObject({ months: 2, days: 70 });
  });

  test('stops at a moment before anything else happens', async () => {
    await using run = await startInMemory(subscription(), 'ann');
    await run.until({ task: 'charge' });
    expect(run.calls.charge).toHaveLength(0);
    await run.until({ node: 'run/months/end' });
    expect(run.calls.charge).toHaveLength(1);
    await run.until(() => run.calls.charge.length === 5);
    expect(Math.round((run.now() - run.calls.greet[0]!.at) / day)).toBe(150);
    await run.until({ status: { stage: (stage) => stage !== 'active' } });
    expect(await run.status('stage')).toBe('over');
  });

  test('cancels, pauses and resumes', async () => {
    await using run = await startInMemory(subscription(), 'ann');
    await run.until({ signal: 'end' });
    await run.pause();
    await expect(run.result()).rejects.toThrow('is paused');
    await run.resume();
    await run.cancel();
    await expect(run.result()).rejects.toBeInstanceOf(CanceledError);
  });

  test('has many instances in one environment, of workflows that start others', async () => {
    const household = workflows.household(new HouseholdWorkflow());
    const ask = workflows.ask(new AskWorkflow());
    await using environment = await TestEnvironment.open({
      workflows: [fake(household, { tasks: { weigh: (member) => member.length * 10 } }), ask, subscription()],
    });
    const home = await environment.start(household, ['ann', 'bo'], { id: 'home' });
    const paid = await environment.start(subscription(), 'ann');
    await home.until({ node: 'run/ask' });
    await environment.advance('1m');
    const question = environment.find(ask, 'ask');
    await question.signal('answer', 'yes');
    expect(await home.result()).toEqual({ kind: 'small', weights: [30, 20], answer: 'yes' });
    expect(await paid.result()).toMatchObject({ months: 12 });
  });

  test('reads what each lane asked, whichever ended first', async () => {
    const ended = Promise.withResolvers<void>();
    const weigh = async (member: string): Promise<number> => {
      if (member === 'ann') await ended.promise;
      else ended.resolve();
      return member.length;
    };
    const ask = workflows.ask(new AskWorkflow());
    await using run = await startInMemory(workflows.household(new HouseholdWorkflow()), ['ann', 'bo'], {
      workflows: [ask],
      tasks: { weigh },
    });
    await run.until({ node: 'run/ask' });
    const trace = await run.trace();
    expect(trace).toMatch(/weigh\('bo'\) → 2 /);
    expect(trace).toMatch(/weigh\('ann'\) → 3 /);
    expect(trace).toMatch(/ join \[else\] {2}\S+:84:12\n/);
  });

  test('awaits several at once', async () => {
    const paid = subscription();
    await using environment = await TestEnvironment.open({ workflows: [paid] });
    const runs = await Promise.all(['ann', 'bo', 'cyd'].map((customer) => environment.start(paid, customer)));
    const results = await Promise.all(runs.map((run) => run.result()));
    expect(results.map(({ greeting }) => greeting)).toEqual(['dear ann', 'dear bo', 'dear cyd']);
    expect(runs[1]?.calls).toMatchObject({ greet: [{ args: ['bo'] }] });
  });
});

describe('what cannot go on', () => {
  test('says which signal it waits for, and where', async () => {
    const stuck = runInMemory(workflows.ask(new AskWorkflow()), undefined);
    await expect(stuck).rejects.toBeInstanceOf(RunStuckError);
    await expect(stuck).rejects.toThrow(
      /the result of ask "ask-1" never comes: ask "ask-1" waits for signal answer at run\/answer \(\S*subscription\.workflow\.ts:\d+:\d+\) for ever; send it with run\.signal\('answer', …\)/,
    );
  });

  test('says so of children, through their parents', async () => {
    const household = workflows.household(new HouseholdWorkflow());
    const stuck = runInMemory(household, ['ann'], { workflows: [workflows.ask(new AskWorkflow())] });
    await expect(stuck).rejects.toThrow(/household "household-1" waits for child "ask" at run\/ask .*; ask "ask" waits for signal answer/);
  });

  test('says which task takes real time without end', async () => {
    const stuck = runInMemory(subscription(), 'ann', { tasks: { greet: () => new Promise(() => {}) }, patience: 1 });
    await expect(stuck).rejects.toBeInstanceOf(RunStuckError);
    await expect(stuck).rejects.toThrow(/^greet \(attempt 1 at run\/greet\) goes on and on in real time/);
  });

  test('says which run has no end', async () => {
    const treadmill = workflows.treadmill(new TreadmillWorkflow());
    const endless = runInMemory(treadmill, undefined, { maxSteps: 100 });
    await expect(endless).rejects.toBeInstanceOf(RunStuckError);
    await expect(endless).rejects.toThrow(
      /^the result of treadmill "treadmill-1" does not come: 100 steps were taken, and there is always one more; end its loop, or allow more \(maxSteps\)\n[^]*tread\(0\) → 1/,
    );
    await using environment = await TestEnvironment.open({ workflows: [treadmill], maxSteps: 100 });
    await environment.start(treadmill, undefined);
    await expect(environment.advance('1d')).rejects.toThrow('the time to which it advances does not come: 100 steps were taken');
  });

  test('says so of a moment that is over before it comes', async () => {
    await using run = await startInMemory(subscription(), 'ann', { send: { end: { reason: 'enough' } } });
    await run.until({ status: { stage: 'trial' } });
    await run.result();
    await expect(run.until({ signal: 'end' })).rejects.toThrow('signal end never comes: subscription "subscription-1" is completed');
  });
});

describe('what a test cannot ask', () => {
  test.each([
    [{ tasks: { months: async () => 1 } }, 'tasks: months is no task of workflow subscription; its tasks are charge, greet'],
    [{ failures: { 'run/months/end': [new Error('x')] } }, 'failures: run/months/end of workflow subscription is no task but a signal'],
    [{ failures: { greet: ['timeout' as const] } }, 'failures: greet cannot time out, since the task has no time limit'],
    [{ tasks: { greet: 'hi' as never } }, 'tasks: greet is no function; give one that does the work of the task'],
    [{ failures: { charge: ['timeot' as 'timeout'] } }, "failures: charge needs a list of errors, 'timeout' and 'pass'"],
    [{ failures: { charge: new Error('down') as never } }, "failures: charge needs a list of errors, 'timeout' and 'pass'"],
  ])('%o', async (options, message) => {
    const refused = startInMemory(subscription(), 'ann', options);
    await expect(refused).rejects.toBeInstanceOf(TestSetupError);
    await expect(refused).rejects.toThrow(message);
  });

  test('is told of workflows, nodes and tasks that are not there', async () => {
    await using run = await startInMemory(subscription(), 'ann');
    await expect(run.until({ node: 'run/nowhere' })).rejects.toThrow('has no node run/nowhere; its nodes are run/greet');
    await expect(run.until({ task: 'greeet' as 'greet' })).rejects.toThrow('has no task greeet; its tasks are charge, greet');
    await expect(run.until({ signal: 'ended' as 'end' })).rejects.toThrow('has no signal ended; its signals are end');
    for (const none of [{ state: { stage: 'over' } }, {}, 'end', undefined])
      await expect(run.until(none as never)).rejects.toThrow('is no moment to wait for; give { status }, { signal }, { task }, { node }');
    expect(() => run.after('1d', run.signal('end', { reason: 'now' }) as never)).toThrow('after needs a function');
    expect(() => run.calls.months).toThrow('calls: months is no task, but a flow; the tasks are charge, greet');
    await using environment = await TestEnvironment.open({ workflows: [subscription()] });
    expect(() => environment.find(workflows.ask(new AskWorkflow()), 'x')).toThrow(
      'workflow ask is none of this environment (subscription)',
    );
  });

  test('is told of a time that is none', async () => {
    await expect(startInMemory(subscription(), 'ann', { now: 'today' as never })).rejects.toBeInstanceOf(InstantInvalidError);
  });

  test('is told of a class that was not built', async () => {
    const unbuilt = new SubscriptionWorkflow(billing()) as unknown as ReturnType<typeof subscription>;
    const refused = runInMemory(unbuilt, 'ann');
    await expect(refused).rejects.toBeInstanceOf(WorkflowNotBuiltError);
    await expect(refused).rejects.toThrow('SubscriptionWorkflow');
  });
});
