/** What a test prepares: refused where it means nothing, told where nothing comes to it, and made no more often than it is needed. */
import { OptionInvalidError, RunStuckError, TestSetupError, WorkflowNotBuiltError, context } from '@waystone/core';
import { Coverage, TestEnvironment, fake, runInMemory, simulate, standIn, startInMemory } from '@waystone/engine/testing';
import type { Scenario } from '@waystone/engine/testing';
import { describe, expect, test, vi } from 'vitest';
import { Machine } from '../../packages/engine/src/testing/machine.js';
import { oneDatabase } from '../../packages/engine/src/testing/one-database.js';
import { workflows } from './fixtures/generated/index.js';
import { AskWorkflow } from './fixtures/subscription.workflow.js';
import { OfficeWorkflow, TallyWorkflow } from './fixtures/tally.workflow.js';

const office = () => workflows.office(new OfficeWorkflow());
const tally = () => workflows.tally(new TallyWorkflow());
const ask = () => workflows.ask(new AskWorkflow());
/** As JavaScript gives it. */
const any = (value: unknown): never => value as never;

describe('what means nothing is refused', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    [
      'no workflow',
      () => startInMemory(any(undefined), any(undefined)),
      'undefined is no workflow; give what the generated workflows make',
    ],
    ['no object', () => runInMemory(workflows.ask(any(undefined)), undefined), 'workflow ask has no object; give what the generated'],
    ['no children', () => runInMemory(office(), [], { workflows: [any(undefined)] }), 'undefined is no workflow'],
    ['no workflow of an environment', () => TestEnvironment.open({ workflows: [any(null)] }), 'null is no workflow'],
    ['a stand-in that does nothing', async () => standIn(tally(), any(undefined)), 'standIn needs a function that does the work of tally'],
    ['no scenario', () => simulate(any({})), 'simulate needs a function: simulate(() => ({ workflow'],
    ['no scenario made', () => simulate(() => any(undefined)), 'the function that is simulated gives at once, and not as a promise'],
    ['no workflow made', () => simulate(() => any({ workflow: () => undefined })), 'undefined is no workflow'],
    ['a drive', () => simulate(() => ({ workflow: ask, input: undefined, drive: any(1) })), 'drive is 1; give a function'],
    ['effects', () => simulate(() => ({ workflow: ask, input: undefined, effects: any([]) })), 'effects is []; give a function'],
    ['a list', () => simulate(() => ({ workflow: office, input: [], workflows: any([]) })), 'workflows is []; give a function'],
    [
      'effects that cannot be kept',
      () => simulate(() => ({ workflow: office, workflows: () => [tally()], input: [], effects: () => ({ act: () => 1 }) })),
      'effects gives { act: [Function: act] }, which cannot be kept to be compared: give data',
    ],
    ['a broken coverage', async () => new Coverage().merge(any(undefined)), 'this is no coverage of this release of Waystone'],
  ])('%s', async (_, code, message) => {
    const refused = code();
    await expect(refused).rejects.toBeInstanceOf(TestSetupError);
    await expect(refused).rejects.toThrow(message);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['no steps', () => startInMemory(ask(), undefined, { maxSteps: 0 }), 'maxSteps is 0; give a whole number of at least 1'],
    ['steps as text', () => startInMemory(ask(), undefined, { maxSteps: any('5') }), 'maxSteps is "5"'],
    ['coverage', () => startInMemory(ask(), undefined, { coverage: any(true) }), 'coverage is true; give one new Coverage() to all runs'],
    ['coverage of a simulation', () => simulate(() => any({ workflow: ask }), { coverage: any(true) }), 'coverage is true'],
    ['one workflow', () => startInMemory(office(), [], { workflows: any(tally()) }), 'give a list of workflows'],
    ['no workflows', () => TestEnvironment.open(any({})), 'workflows is undefined; give a list of workflows'],
    ['fakes', () => startInMemory(office(), [], { tasks: any([]) }), 'tasks is []; give an object, by the names of tasks'],
    ['failures', () => startInMemory(office(), [], { failures: any(null) }), 'failures is null; give an object'],
    ['a worker', () => startInMemory(ask(), undefined, { worker: any(1) }), 'is 1; give the options by their names'],
    ['its lease', () => startInMemory(ask(), undefined, { worker: any({ lease: '1s' }) }), 'lease is none that is known here'],
    ['a file', () => startInMemory(ask(), undefined, { file: any(1) }), 'file is 1; give a text'],
    ['a seed', () => simulate(() => any({ workflow: ask }), { crashes: { sample: 1, seed: any('x') } }), "seed is 'x'"],
  ])('%s', async (_, code, message) => {
    const refused = code();
    await expect(refused).rejects.toBeInstanceOf(OptionInvalidError);
    await expect(refused).rejects.toThrow(message);
  });

  test('a class that was not built, wherever it is given', async () => {
    expect(() => fake(any(AskWorkflow), {})).toThrow(WorkflowNotBuiltError);
    expect(() =>
      standIn(
        any(AskWorkflow),
        any(async () => ''),
      ),
    ).toThrow(WorkflowNotBuiltError);
    await using environment = await TestEnvironment.open({ workflows: [ask()] });
    expect(() => environment.find(any(AskWorkflow), 'x')).toThrow(WorkflowNotBuiltError);
    expect(() => environment.find(ask(), any(undefined))).toThrow(OptionInvalidError);
    await expect(environment.start(ask(), undefined, any({ identity: 1 }))).rejects.toThrow('identity is none that is known here');
  });

  test('moments of two kinds, and of none', async () => {
    await using run = await startInMemory(workflows.tally(new TallyWorkflow()), 'ann');
    await expect(run.until(any({ task: 'add', status: { count: 1 } }))).rejects.toThrow(
      "{ task: 'add', status: { count: 1 } } are several moments; await one after the other",
    );
    for (const none of [null, { status: {} }, { status: 'count' }, { task: undefined }, { signal: 5 }])
      await expect(run.until(any(none))).rejects.toThrow('is no moment to wait for');
    await expect(run.child(any(undefined))).rejects.toThrow('undefined is no class of a workflow');
    await expect(run.child(TallyWorkflow, any(5))).rejects.toThrow('5 names no child; give its id, or a function');
    await expect(run.advanceTo(any('2030-01-01'))).rejects.toThrow("'2030-01-01' is not a point in time");
  });

  test('and leaves the clock of the machine alone', async () => {
    const { Date: before } = globalThis;
    await expect(startInMemory(ask(), undefined, { patience: any('soon') })).rejects.toThrow("'soon' is not a duration");
    expect(globalThis.Date).toBe(before);
  });
});

describe('what nothing comes to is told', () => {
  test('fakes and stand-ins', async () => {
    const { unused } = await runInMemory(office(), [], {
      tasks: { open: async () => 'faked' },
      workflows: [fake(tally(), { tasks: { add: async () => 5 } })],
    });
    expect(unused).toEqual(['the fake of task add of workflow tally was never asked']);
    const stood = await runInMemory(office(), [], { workflows: [standIn(tally(), async () => 'nobody')] });
    expect(stood.unused).toEqual(['the stand-in for workflow tally was never started']);
    const needed = await runInMemory(office(), ['ann'], { workflows: [standIn(tally(), async () => 'ann')] });
    expect(needed.unused).toEqual([]);
  });

  test('failures, as an error: the run was to fail and did not', async () => {
    const never = { failures: { open: [new Error('down'), 'pass', 'timeout', 'pass'] }, workflows: [tally()] } as const;
    const message = 'failures of open of workflow office are for 3 attempts, and it came to 2 attempts; leave out what does not happen';
    await expect(runInMemory(office(), [], never)).rejects.toBeInstanceOf(TestSetupError);
    await expect(runInMemory(office(), [], never)).rejects.toThrow(message);
    await using run = await startInMemory(office(), [], never);
    await expect(run.result()).rejects.toThrow(message);
    expect(run.unused).toEqual([expect.stringContaining('are for 3 attempts')]);
    const scenario: Scenario<OfficeWorkflow> = { workflow: office, workflows: () => [tally()], input: [], failures: never.failures };
    await expect(simulate(() => scenario)).rejects.toThrow(message);
  });

  test('of each workflow by itself, also where tasks of two have one name', async () => {
    const failing = fake(tally(), { failures: { add: [new Error('down')] } });
    await using environment = await TestEnvironment.open({ workflows: [fake(office(), { failures: { open: ['timeout'] } }), failing] });
    const run = await environment.start(office(), ['ann']);
    expect(environment.unused).toHaveLength(2);
    expect(await run.result()).toBe('done');
    expect(environment.unused).toEqual([]);
  });

  test('in what a simulation gives', async () => {
    const { unused } = await simulate(() => ({
      workflow: office,
      workflows: () => [fake(tally(), { tasks: { add: async () => 5 } })],
      input: [],
    }));
    expect(unused).toEqual(['the fake of task add of workflow tally was never asked']);
  });
});

describe('what makes workflows', () => {
  test('is called once for each process, and for each object of the plain run', async () => {
    const workflow = vi.fn<typeof office>(office);
    const others = vi.fn<() => [ReturnType<typeof tally>]>(() => [tally()]);
    const { runs } = await simulate(() => ({ workflow, workflows: others, input: ['ann', 'bo', 'cyd'] }), { crashes: { sample: 3 } });
    expect(runs).toBe(3);
    // One object of it in the plain run, and three of its child.
    const processes = workflow.mock.calls.length - 1;
    expect(processes).toBeGreaterThan(1 + runs);
    expect(others).toHaveBeenCalledTimes(processes + 3);
  });
});

describe('children', () => {
  const scenario = (make: () => TallyWorkflow): Scenario<OfficeWorkflow> => ({
    workflow: office,
    workflows: () => [workflows.tally(make())],
    input: ['ann'],
  });

  test('publish the same with a crash anywhere', async () => {
    class Forgetful extends TallyWorkflow {
      #added = 0;
      override async add(): Promise<number> {
        return (this.#added += 1);
      }
    }
    await expect(simulate(() => scenario(() => new Forgetful()))).rejects.toThrow("child tally('ann'): status count: expected 2, got 1");
  });

  test('publish the same as plain code', async () => {
    class Peeking extends TallyWorkflow {
      override async add(): Promise<number> {
        return context().idempotencyKey.startsWith('plain') ? 7 : 8;
      }
    }
    await expect(simulate(() => scenario(() => new Peeking()))).rejects.toThrow(
      "on the engine office comes to something else than its class as plain code:\n  - child tally('ann'): status count: expected 7, got 8",
    );
  });
});

describe('nothing waits for ever', () => {
  test('not for a function that lets time pass', async () => {
    await using run = await startInMemory(ask(), undefined);
    const asked = vi.fn<() => Promise<boolean>>(async () => {
      if (asked.mock.calls.length > 1) await run.advance('1h');
      return false;
    });
    await expect(run.until(asked)).rejects.toThrow('a function that until() asks cannot let time pass');
  });

  test('not for a database that does not answer', async () => {
    const database = oneDatabase();
    const machine = new Machine({
      database: { ...database, open: () => ({ ...database.open(any(undefined)), find: () => new Promise(() => {}) }) as never },
      workflows: () => [ask()],
      answerMs: 1,
    });
    void machine.store.find('x');
    const settled = machine.settle();
    await expect(settled).rejects.toBeInstanceOf(RunStuckError);
    await expect(settled).rejects.toThrow('the store has not answered for 0.001 s');
    await database.close();
  });
});
