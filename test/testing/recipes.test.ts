/** The kit as a stranger uses it: retries with a growing delay, a saga that compensates, an approval with reminders; covered whole. */
import { NonRetryableError } from '@waystone/core';
import { Coverage, runInMemory, simulate, startInMemory } from '@waystone/engine/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { ImportWorkflow, JourneyWorkflow, LeaveWorkflow, SoldOut } from './fixtures/recipes.workflow.js';
import type { Agency } from './fixtures/recipes.workflow.js';
import { workflows } from './fixtures/generated/index.js';

const coverage = new Coverage();
const day = 86_400_000;

afterAll(() => {
  expect(coverage.workflows().flatMap(({ uncovered }) => uncovered)).toEqual([]);
});

describe('an import', () => {
  const busy = new Error('busy');
  const imported = () => workflows.import(new ImportWorkflow({ download: async () => 'text' }));

  test('waits longer and longer, and not at all once it is there', async () => {
    await using run = await startInMemory(imported(), 'a.csv', { coverage, failures: { download: [busy, busy, 'timeout', busy] } });
    expect(await run.result()).toBe(4);
    const begun = run.calls.download.map(({ at }) => at);
    const waited = begun.slice(1).map((at, index) => at - (begun[index] ?? 0));
    expect(waited).toEqual([1_000, 3_000, 9_000 + 30_000, 20_000]);
    expect(await run.status('attempts')).toBe(5);
  });

  test('gives up after six attempts, or at once where another one is useless, and reports it', async () => {
    await using run = await startInMemory(imported(), 'a.csv', { coverage, failures: { download: Array.from({ length: 6 }, () => busy) } });
    await expect(run.result()).rejects.toThrow('busy');
    expect(run.calls.report.map(({ args }) => args)).toEqual([['busy']]);
    await using nameless = await startInMemory(imported(), '', { coverage });
    await expect(nameless.result()).rejects.toBeInstanceOf(NonRetryableError);
    expect(nameless.calls.download).toHaveLength(1);
  });
});

/** Books once for a key. */
class FakeAgency implements Agency {
  readonly bookings = new Map<string, string>();
  readonly log: string[] = [];

  async book(what: string, key: string): Promise<string> {
    if (what === 'cruise') throw new SoldOut('no cruise');
    if (!this.bookings.has(key)) this.log.push(`book ${what}`);
    this.bookings.set(key, what);
    return what;
  }

  async cancel(booking: string): Promise<void> {
    this.log.push(`cancel ${booking}`);
  }
}

describe('a journey', () => {
  const journey = (agency: Agency) => workflows.journey(new JourneyWorkflow(agency));

  test('is booked', async () => {
    const { result } = await runInMemory(journey(new FakeAgency()), ['flight', 'hotel'], { coverage });
    expect(result).toEqual(['flight', 'hotel']);
  });

  test('is given back in the opposite order, however often that has to be tried', async () => {
    const agency = new FakeAgency();
    const failures = { cancel: Array.from({ length: 9 }, () => new Error('agency is closed')) };
    await expect(runInMemory(journey(agency), ['flight', 'hotel', 'cruise'], { coverage, failures })).rejects.toBeInstanceOf(SoldOut);
    expect(agency.log).toEqual(['book flight', 'book hotel', 'cancel hotel', 'cancel flight']);
  });

  test('is given back wherever a worker dies', async () => {
    const { outcome } = await simulate(() => {
      const agency = new FakeAgency();
      return {
        workflow: () => journey(agency),
        input: ['flight', 'hotel', 'cruise'],
        // A cancel may be asked for twice, and is meant to be.
        effects: () => [...new Set(agency.log)],
      };
    });
    expect(outcome).toMatchObject({ error: { class: 'SoldOut', message: 'no cruise' } });
  });
});

describe('a leave', () => {
  const leave = () => workflows.leave(new LeaveWorkflow());

  test('is granted after two reminders', async () => {
    await using run = await startInMemory(leave(), 'ann', { coverage });
    run.after('50h', () => run.signal('answer', { granted: true }));
    expect(await run.result()).toBe('granted');
    expect(run.calls.remind.map(({ args }) => args)).toEqual([
      ['ann', 1],
      ['ann', 2],
    ]);
  });

  test('is refused at once', async () => {
    const { result, calls } = await runInMemory(leave(), 'ann', { coverage, send: { answer: { granted: false } } });
    expect(result).toBe('refused');
    expect(calls.remind).toEqual([]);
  });

  test('ends if nobody answers', async () => {
    const { result, tookMs, statuses } = await runInMemory(leave(), 'ann', { coverage });
    expect(result).toBe('nobody answered');
    expect(tookMs).toBe(3 * day);
    expect(statuses).toEqual({ reminders: 3 });
  });

  test('is the same with a crash anywhere', async () => {
    const { plain } = await simulate(() => ({
      workflow: leave,
      input: 'ann',
      drive: async (run) => {
        await run.until({ status: { reminders: 1 } });
        await run.signal('answer', { granted: true });
      },
    }));
    expect(plain).toBe(true);
  });
});
