/** Children in the hands of a test: found by class, id and input, signaled, and the same with a crash anywhere. */
import { RunStuckError, TestSetupError } from '@waystone/core';
import { Coverage, TestEnvironment, runInMemory, simulate, standIn, startInMemory } from '@waystone/engine/testing';
import type { DrivenRun, Scenario } from '@waystone/engine/testing';
import { describe, expect, test, vi } from 'vitest';
import { CommitteeWorkflow, ReviewWorkflow } from './fixtures/committee.workflow.js';
import { AskWorkflow, CardDeclined, HouseholdWorkflow, SubscriptionWorkflow } from './fixtures/subscription.workflow.js';
import { workflows } from './fixtures/generated/index.js';

const committee = () => workflows.committee(new CommitteeWorkflow());
const review = () => workflows.review(new ReviewWorkflow());
const input = { paper: 'on time', reviewers: ['ann', 'bo'] };

describe('a child', () => {
  test('is found by its input, and stands still at its start', async () => {
    await using run = await startInMemory(committee(), input, { workflows: [review()] });
    const bo = await run.child(ReviewWorkflow, ({ reviewer }) => reviewer === 'bo');
    expect(await bo.status('stage')).toBe('reading');
    expect(bo.calls.read).toEqual([]);
    const ann = await run.child(ReviewWorkflow);
    await ann.until({ signal: 'verdict' });
    await bo.until({ status: { stage: 'deciding' } });
    await ann.signal('verdict', 'yes');
    await bo.signal('verdict', 'no');
    expect(await run.result()).toEqual(['ann: yes', 'bo: no']);
    expect(await (await run.child(ReviewWorkflow, bo.id)).status('stage')).toBe('done');
  });

  test('is found by the workflow and the parent in an environment', async () => {
    await using environment = await TestEnvironment.open({ workflows: [committee(), review()] });
    const run = await environment.start(committee(), input);
    await environment.start(review(), { reviewer: 'cyd', paper: 'another' });
    await environment.advance(0);
    const reviews = await environment.instances(review(), { parent: run.id });
    for (const each of reviews) await each.signal('verdict', 'yes');
    expect(await run.result()).toEqual(['ann: yes', 'bo: yes']);
    expect(await environment.instances(review())).toHaveLength(3);
    expect(await environment.instances(review(), { status: ['completed'] })).toHaveLength(2);
  });

  test('that is never started, or of another test, is told', async () => {
    await using run = await startInMemory(committee(), { ...input, reviewers: [] }, { workflows: [review()] });
    await expect(run.child(ReviewWorkflow)).rejects.toBeInstanceOf(RunStuckError);
    await expect(run.child(ReviewWorkflow)).rejects.toThrow(
      'a child review of committee "committee-1" never comes: committee "committee-1" is completed',
    );
    await expect(run.child(SubscriptionWorkflow)).rejects.toThrow(
      'SubscriptionWorkflow is no workflow of this test (CommitteeWorkflow, ReviewWorkflow); name it in its option workflows',
    );
  });

  test('that the test does not have is told when the run is made', async () => {
    const started = startInMemory(workflows.household(new HouseholdWorkflow()), ['ann']);
    await expect(started).rejects.toBeInstanceOf(TestSetupError);
    await expect(started).rejects.toThrow(
      /^household starts ask as a child at run\/ask \(\S+subscription\.workflow\.ts:\d+:\d+\), and this test has no workflow ask; name it in the option workflows$/,
    );
    const simulated = simulate(() => ({ workflow: () => workflows.household(new HouseholdWorkflow()), input: ['ann'] }));
    await expect(simulated).rejects.toBeInstanceOf(TestSetupError);
  });
});

describe('a simulation', () => {
  const scenario = (drive: (run: DrivenRun<CommitteeWorkflow>) => Promise<void>): Scenario<CommitteeWorkflow> => ({
    workflow: committee,
    workflows: () => [review()],
    input,
    drive,
  });

  const decide = async (run: DrivenRun<CommitteeWorkflow>): Promise<void> => {
    const ann = await run.child(ReviewWorkflow, ({ reviewer }) => reviewer === 'ann');
    await ann.until({ status: { stage: 'deciding' } });
    await ann.advance('3d');
    await ann.signal('verdict', 'yes');
    await ann.untilEnd();
    expect(await ann.status('stage')).toBe('done');
    expect(await run.status('stage')).toBe('open');
    const bo = await run.child(ReviewWorkflow, ({ reviewer }) => reviewer === 'bo');
    await bo.until({ signal: 'verdict' });
    await bo.signal('verdict', 'no');
  };

  test('answers the signals of children, with a crash anywhere and as plain code', async () => {
    const { outcome, commits, runs, plain } = await simulate(() => scenario(decide));
    expect(outcome).toEqual({ value: ['ann: yes', 'bo: no'] });
    expect(runs).toBe(2 * commits + 1);
    expect(plain).toBe(true);
  });

  test('knows children by the class that theirs extends, as the run on the engine does', async () => {
    class HastyReview extends ReviewWorkflow {
      override async read(): Promise<number> {
        return 1;
      }
    }
    const { outcome, plain } = await simulate(() => ({
      ...scenario(async (run) => {
        const ann = await run.child(ReviewWorkflow);
        await ann.until({ signal: 'verdict' });
        await ann.signal('verdict', 'yes');
      }),
      workflows: () => [workflows.review(new HastyReview())],
      input: { ...input, reviewers: ['ann'] },
    }));
    expect(outcome).toEqual({ value: ['ann: yes'] });
    expect(plain).toBe(true);
  });

  test('answers by id', async () => {
    const { outcome, plain } = await simulate(() => ({
      workflow: () => workflows.household(new HouseholdWorkflow()),
      workflows: () => [workflows.ask(new AskWorkflow())],
      input: ['ann'],
      drive: async (run) => {
        const ask = await run.child(AskWorkflow, 'ask');
        await ask.signal('answer', 'well');
      },
    }));
    expect(outcome).toEqual({ value: { kind: 'small', weights: [3], answer: 'well' } });
    expect(plain).toBe(true);
  });

  test('says what keeps a child from going on', async () => {
    const failing = simulate(() =>
      scenario(async (run) => {
        const ann = await run.child(ReviewWorkflow);
        await ann.until({ signal: 'question' });
      }),
    );
    await expect(failing).rejects.toThrow(/signal question never comes: review "committee-1\/review-\w+" is failed/);
  });
});

describe('a stand-in', () => {
  const yes = ({ reviewer }: { readonly reviewer: string }): string => `${reviewer}: yes of course`;

  test('does in the place of a child what the test says', async () => {
    const spy = vi.fn<(given: { readonly reviewer: string; readonly paper: string }) => string>(yes);
    await using run = await startInMemory(committee(), input, { workflows: [standIn(review(), spy)] });
    const child = await run.child(ReviewWorkflow);
    expect(await run.result()).toEqual(['ann: yes of course', 'bo: yes of course']);
    expect(await child.status('stage')).toBe('reading');
    expect(spy.mock.calls).toEqual([[{ reviewer: 'ann', paper: 'on time' }], [{ reviewer: 'bo', paper: 'on time' }]]);
  });

  test('needs no children of its own, and fails as the test says', async () => {
    const household = standIn(workflows.household(new HouseholdWorkflow()), async () => {
      throw new CardDeclined('ann');
    });
    const run = runInMemory(household, ['ann']);
    await expect(run).rejects.toThrow('the card of ann was declined');
  });

  test('is simulated, and no part of the coverage', async () => {
    const coverage = new Coverage();
    const { outcome, plain } = await simulate(
      () => ({ workflow: committee, workflows: () => [standIn(review(), async (given) => yes(given))], input }),
      { coverage },
    );
    expect(outcome).toEqual({ value: ['ann: yes of course', 'bo: yes of course'] });
    expect(plain).toBe(true);
    expect(coverage.workflows().map(({ workflow }) => workflow)).toEqual(['committee']);
  });
});
