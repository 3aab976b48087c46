/** Simulations: what survives a crash anywhere passes, and each way to be wrong is told. */
import { OptionInvalidError, RunStuckError, SimulationDiffersError, TestSetupError } from '@waystone/core';
import { Coverage, simulate } from '@waystone/engine/testing';
import type { Scenario } from '@waystone/engine/testing';
import { describe, expect, test } from 'vitest';
import { AskWorkflow, CardDeclined, SubscriptionWorkflow, TripWorkflow, WeighWorkflow } from './fixtures/subscription.workflow.js';
import { workflows } from './fixtures/generated/index.js';

/** Deduplicates by idempotency key, as a good one does. */
class Ledger {
  readonly entries = new Map<string, string>();

  async charge(customer: string, month: number, key: string): Promise<void> {
    this.entries.set(key, `${customer} ${month}`);
  }

  get charged(): readonly string[] {
    return [...this.entries.values()];
  }
}

function scenario(change: Partial<Scenario<SubscriptionWorkflow>> = {}): Scenario<SubscriptionWorkflow> {
  const ledger = new Ledger();
  return {
    workflow: () => workflows.subscription(new SubscriptionWorkflow(ledger)),
    input: 'ann',
    drive: async (run) => {
      await run.until({ status: { stage: 'active' } });
      await run.until({ signal: 'end' });
      await run.advance('40d');
      await run.signal('end', { reason: 'enough' });
    },
    effects: () => ledger.charged,
    // A step has another key in a plain run.
    tasks: { greet: async (customer) => `hi ${customer}` },
    ...change,
  };
}

describe('a workflow that survives', () => {
  test('is the same with a crash before and after every commit, and as plain code', async () => {
    const coverage = new Coverage();
    const { outcome, commits, runs, repeated, plain } = await simulate(() => scenario(), { coverage });
    expect(outcome).toEqual({ value: { greeting: 'hi ann', months: 2, days: 70 } });
    expect(commits).toBeGreaterThan(5);
    expect(runs).toBe(2 * commits + 1);
    expect(repeated).toBeGreaterThan(commits / 4);
    expect(plain).toBe(true);
    expect(coverage.text()).toContain('subscription: ');
  });

  test('fails the same', async () => {
    const { outcome } = await simulate(() =>
      scenario({ failures: { charge: [new Error('down'), 'timeout', new CardDeclined('ann')] }, drive: async () => {} }),
    );
    expect(outcome).toMatchObject({ error: { name: 'CardDeclined', class: 'CardDeclined', customer: 'ann' } });
  });

  test('starts others', async () => {
    const { outcome, plain } = await simulate(() => ({
      workflow: () => workflows.trip(new TripWorkflow()),
      workflows: () => [workflows.weigh(new WeighWorkflow())],
      input: ['ann', 'bo', 'cyd'],
    }));
    expect(outcome).toEqual({ value: 8 });
    expect(plain).toBe(true);
  });

  test('ends at the limit of a loop, which plain code does not know', async () => {
    const { outcome, plain } = await simulate(() => scenario({ drive: async () => {} }), { crashes: { sample: 2 } });
    expect(outcome).toMatchObject({ value: { months: 12 } });
    expect(plain).toBe(false);
  });

  test('of many commits is sampled, the same with the same seed', async () => {
    const { runs } = await simulate(() => scenario(), { crashes: { sample: 3, seed: 7 } });
    expect(runs).toBe(3);
  });
});

describe('what differs is told', () => {
  test('a task that does not deduplicate', async () => {
    const failing = simulate(() => {
      const charged: string[] = [];
      return scenario({
        tasks: {
          charge: async (customer, month) => {
            charged.push(`${customer} ${month}`);
            return { month, key: '' };
          },
        },
        effects: () => charged,
      });
    });
    await expect(failing).rejects.toBeInstanceOf(SimulationDiffersError);
    await expect(failing).rejects.toThrow(
      /^with a crash before commit \d+ of \d+ \(from run\/months\/charge to run\/months\/end\) the run comes to something else than without:\n {2}- effects: expected \[ 'ann 1', 'ann 2' \], got \[ 'ann 1', 'ann 1', 'ann 2' \]\n {2}- charge at run\/months\/charge was performed twice, each time with idempotency key/,
    );
    await expect(failing).rejects.toThrow(/It also differs with a crash before commit/);
  });

  test('tasks that remember in their object what only the database keeps', async () => {
    class Counting extends SubscriptionWorkflow {
      count = 0;
    }
    const failing = simulate(() => {
      const keys: string[] = [];
      return scenario({
        workflow: () => {
          const own = new Counting(new Ledger());
          own.charge = async (_customer, month) => {
            keys[month] = `receipt ${(own.count += 1)}`;
            return { month, key: '' };
          };
          return workflows.subscription(own);
        },
        effects: () => keys.slice(1),
      });
    });
    await expect(failing).rejects.toThrow("effects: expected [ 'receipt 1', 'receipt 2' ], got [ 'receipt 1', 'receipt 1' ]");
  });

  test('a task that gives something else when it is performed again', async () => {
    const failing = simulate(() => {
      let asked = 0;
      return scenario({ tasks: { greet: async () => `hi ${(asked += 1)}` } });
    });
    await expect(failing).rejects.toThrow(/outcome: expected .* greeting: 'hi 1', .*, got .* greeting: 'hi 2', /);
  });

  test('a scenario that comes to something else each time', async () => {
    let asked = 0;
    const failing = simulate(() => scenario({ tasks: { greet: async () => `hi ${(asked += 1)}` } }));
    await expect(failing).rejects.toThrow(
      /^two runs without a crash come to something else: .*\n {2}- outcome: expected .* greeting: 'hi 1', /,
    );
  });

  test('a plain run that asks for more', async () => {
    class Keen extends WeighWorkflow {
      override async run(member: string): Promise<number> {
        await this.weigh(member);
        return super.run(member);
      }
    }
    const failing = simulate(() => ({ workflow: () => workflows.weigh(new Keen()), input: 'ann' }));
    await expect(failing).rejects.toThrow(
      /^on the engine weigh ends, and as plain code it goes on: after as many tasks as there \(1\) it begins weigh\('ann'\)\n/,
    );
  });

  test('what drives a run and finds something else', async () => {
    let runs = 0;
    const failing = simulate(() => {
      runs += 1;
      const isCrashed = runs > 2;
      return scenario({
        drive: async (run) => {
          await run.until({ status: { stage: 'active' } });
          if (isCrashed) throw new Error('it is not as it was');
          await run.signal('end', { reason: 'enough' });
        },
      });
    });
    await expect(failing).rejects.toBeInstanceOf(SimulationDiffersError);
    await expect(failing).rejects.toThrow(/^with a crash .* drive fails: it is not as it was$/);
  });

  test('a run that waits for ever', async () => {
    const failing = simulate(() => ({ workflow: () => workflows.ask(new AskWorkflow()), input: undefined }));
    await expect(failing).rejects.toBeInstanceOf(RunStuckError);
  });
});

describe('what is misspelled would simulate less', () => {
  test('in the scenario', async () => {
    const misspelled = simulate(() => ({ ...scenario(), efects: () => 'none' }));
    await expect(misspelled).rejects.toBeInstanceOf(OptionInvalidError);
    await expect(misspelled).rejects.toThrow('did you mean effects?');
    const promised = simulate((async () => scenario()) as unknown as typeof scenario);
    await expect(promised).rejects.toBeInstanceOf(TestSetupError);
  });

  test.each([[{ smple: 3 }], [{ sample: 0 }], ['al']])('in how often it crashes: %o', async (crashes) => {
    await expect(simulate(() => scenario(), { crashes: crashes as never })).rejects.toBeInstanceOf(OptionInvalidError);
  });
});
