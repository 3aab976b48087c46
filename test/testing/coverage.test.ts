/** What runs went through: numbers, what is missing with its line, and the drawing. */
import { NonRetryableError, TestSetupError } from '@waystone/core';
import { drawSvg } from '@waystone/cli/drawing';
import { Coverage, runInMemory, startInMemory } from '@waystone/engine/testing';
import type { CoverageData } from '@waystone/engine/testing';
import { expect, test } from 'vitest';
import { ConsignmentWorkflow } from './fixtures/consignment.workflow.js';
import { ParcelWorkflow } from './fixtures/parcel.workflow.js';
import { CardDeclined, HouseholdWorkflow, AskWorkflow, SubscriptionWorkflow, WeighWorkflow } from './fixtures/subscription.workflow.js';
import { workflows } from './fixtures/generated/index.js';

const household = workflows.household(new HouseholdWorkflow());
const ask = workflows.ask(new AskWorkflow());

test('adds up over runs, and says what no run came to', async () => {
  const coverage = new Coverage();
  const subscription = workflows.subscription(new SubscriptionWorkflow({ charge: async () => {} }));
  await expect(
    runInMemory(subscription, 'ann', { coverage, failures: { greet: ['pass'], charge: [new CardDeclined('ann')] } }),
  ).rejects.toThrow('the card of ann was declined');
  const [first] = coverage.workflows();
  expect(first).toMatchObject({ workflow: 'subscription', nodes: { covered: 4, total: 5 } });
  expect(first?.uncovered).toEqual([
    { node: 'run/months/end', kind: 'signal', place: expect.stringMatching(/subscription\.workflow\.ts:46:15$/) },
  ]);
  expect(coverage.text()).toMatch(
    /^subscription: 4 of 5 nodes, \d of \d+ arrows\n {2}never: signal run\/months\/end {2}\S+:46:15\n {2}never: arrow /,
  );
  await runInMemory(subscription, 'ann', { coverage });
  await runInMemory(subscription, 'ann', { coverage, send: { end: { reason: 'enough' } } });
  // What is left is the loop that ends before it begins.
  const arrows = { covered: first!.arrows.total - 1 };
  expect(coverage.workflows()).toMatchObject([{ nodes: { covered: 5, total: 5 }, arrows, uncovered: [] }]);
  expect(coverage.missing).toEqual([expect.stringMatching(/^subscription: arrow run\/\S+ → \S+/)]);
});

test('covers lanes, joins, cases and children', async () => {
  const coverage = new Coverage();
  await expect(runInMemory(household, ['ann', 'bo'], { coverage, workflows: [ask] })).rejects.toThrow('never comes');
  const [found] = coverage.workflows();
  expect(found?.nodes).toEqual({ covered: 5, total: 5 });
  expect(found?.arrows).toEqual({ covered: 5, total: 7 });
});

test('keeps what a lane did, whatever becomes of it in a later run', async () => {
  const coverage = new Coverage();
  await expect(runInMemory(household, ['ann', 'bo'], { coverage, workflows: [ask] })).rejects.toThrow('never comes');
  const [before] = coverage.workflows();
  const weigh = (): never => {
    throw new NonRetryableError('no scale');
  };
  await expect(runInMemory(household, ['ann'], { coverage, workflows: [ask], tasks: { weigh } })).rejects.toThrow('no scale');
  expect(coverage.workflows()).toMatchObject([{ arrows: before!.arrows }, {}]);
});

test('tells which of the waits before one catch have failed', async () => {
  const coverage = new Coverage();
  const consignment = workflows.consignment(new ConsignmentWorkflow());
  await runInMemory(consignment, 'cups', { coverage });
  const failed = { coverage, failures: { pack: [new Error('no boxes')] } };
  await expect(runInMemory(consignment, 'cups', failed)).rejects.toThrow('no boxes');
  expect(coverage.missing).toEqual([
    expect.stringMatching(/^consignment: arrow run\/join#join → run\/unpack \[error\] {2}\S+:25:\d+$/),
    expect.stringMatching(/^consignment: arrow run\/sleep → run\/unpack \[error\] {2}\S+:24:\d+$/),
  ]);
});

const parcel = () => workflows.parcel(new ParcelWorkflow());

test('says where the branches and loops stand to which no run came', async () => {
  const coverage = new Coverage();
  await using run = await startInMemory(parcel(), '', { coverage });
  await run.until({ task: 'weigh' });
  await run[Symbol.asyncDispose]();
  expect(coverage.missing).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^parcel: branch run\/pack\/choice {2}\S+\/parcel\.workflow\.ts:20:9$/),
      expect.stringMatching(/^parcel: loop run\/pad\/iteration {2}\S+\/parcel\.workflow\.ts:33:5$/),
    ]),
  );
});

test('knows the cases that were chosen, and what led past a loop and a join of no lanes', async () => {
  const coverage = new Coverage();
  await runInMemory(parcel(), 'cup', { coverage });
  expect(coverage.missing).toEqual([
    expect.stringMatching(/^parcel: loop run\/pad\/iteration /),
    expect.stringMatching(/^parcel: task run\/pad\/wrap /),
    expect.stringMatching(/^parcel: task run\/pack\/stamp /),
    expect.stringMatching(/^parcel: arrow run\/pack\/choice → run\/join \[default\] {2}\S+:20:9$/),
  ]);
  await runInMemory(parcel(), '', { coverage });
  await runInMemory(parcel(), 'up', { coverage });
  expect(coverage.missing).toEqual([
    expect.stringMatching(/^parcel: arrow run\/pack\/wrap → run\/pad\/iteration /),
    expect.stringMatching(/^parcel: arrow run\/pack\/stamp → run\/pad\/iteration /),
    expect.stringMatching(/^parcel: arrow run\/pack\/choice → run\/join \[default\] /),
  ]);
});

test('counts what was committed alone: not the way of a step that a crash has undone', async () => {
  const coverage = new Coverage();
  await using run = await startInMemory(parcel(), 'cup', {
    coverage,
    tasks: {
      weigh: () => {
        if (run.calls.weigh.length > 1) return 2;
        run.crash();
        return 3;
      },
    },
  });
  await run.result();
  await run[Symbol.asyncDispose]();
  expect(coverage.missing).toEqual(
    expect.arrayContaining([expect.stringMatching(/^parcel: task run\/pack\/wrap /), expect.stringMatching(/^parcel: loop run\/pad/)]),
  );
});

test('is whole, and says so', async () => {
  const coverage = new Coverage();
  const weigh = workflows.weigh(new WeighWorkflow());
  await runInMemory(weigh, 'ann', { coverage });
  expect(coverage.missing).toEqual([]);
  expect(coverage.text()).toBe('weigh: 2 of 2 nodes, 3 of 3 arrows\n');
});

test('of several processes adds up', async () => {
  const [here, there] = [new Coverage(), new Coverage()];
  await expect(runInMemory(household, ['ann'], { coverage: here, workflows: [ask] })).rejects.toThrow('never comes');
  await runInMemory(ask, undefined, { coverage: there, send: { answer: 'well' } });
  const whole = new Coverage();
  for (const each of [here, there, here]) whole.merge(JSON.parse(JSON.stringify(each)) as CoverageData);
  expect(whole.workflows()).toMatchObject([here.workflows()[0], there.workflows()[0]]);
  expect(() => whole.merge({ format: 1 } as unknown as CoverageData)).toThrow(TestSetupError);
});

test('is drawn as an SVG', async () => {
  const coverage = new Coverage();
  await expect(runInMemory(household, ['ann'], { coverage, workflows: [ask] })).rejects.toThrow('never comes');
  const drawn = await drawSvg(coverage.drawing('household'));
  expect(drawn).toMatch(/^<svg /);
  expect(drawn).toMatch(/<g class="task covered"><title>run\/weights\/weigh</);
  expect(drawn).toMatch(/"uncovered edge"/);
});

test('is drawn with colors', async () => {
  const coverage = new Coverage();
  await expect(runInMemory(household, ['ann'], { coverage, workflows: [ask] })).rejects.toThrow('never comes');
  const drawn = coverage.mermaid('household');
  expect(drawn).toMatch(/^flowchart TD\n/);
  expect(drawn).toMatch(/\n {2}class b0,.* covered\n/);
  expect(drawn).toMatch(/\n {2}linkStyle 0,.* stroke:#2e8b57/);
  expect(() => coverage.mermaid('order')).toThrow(TestSetupError);
});
