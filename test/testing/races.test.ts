/** Workflows with several right courses: what has to be the same of them is said by the test. */
import { SimulationDiffersError } from '@waystone/core';
import { simulate } from '@waystone/engine/testing';
import type { Scenario } from '@waystone/engine/testing';
import { expect, test } from 'vitest';
import { BookingWorkflow, CourierWorkflow } from './fixtures/committee.workflow.js';
import { workflows } from './fixtures/generated/index.js';

const couriers = ['ann', 'bo', 'cyd'];

function delivery(change: Partial<Scenario<CourierWorkflow>> = {}): Scenario<CourierWorkflow> {
  let asked = 0;
  return {
    workflow: () => workflows.courier(new CourierWorkflow()),
    input: couriers,
    // The one that is asked first comes last, so a crash lets another one win.
    tasks: {
      carry: async (courier) => {
        asked += 1;
        for (let turns = asked === 1 ? 40 : 1; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
        return courier;
      },
    },
    ...change,
  };
}

test('lanes that race are told from a defect', async () => {
  const failing = simulate(() => delivery());
  await expect(failing).rejects.toBeInstanceOf(SimulationDiffersError);
  await expect(failing).rejects.toThrow('If lanes race in it, both may be right: say with compare what has to be the same.');
});

test('a test says what has to be the same of all courses', async () => {
  const { runs, plain, outcome } = await simulate(() =>
    delivery({
      compare: ({ outcome: end, statuses, steps }) => {
        if (!('value' in end)) throw new Error('it failed');
        expect(statuses.delivered).toBe(end.value);
        expect(steps.every(({ task }) => task === 'carry')).toBe(true);
        return couriers.includes(end.value);
      },
    }),
  );
  expect(runs).toBeGreaterThan(5);
  expect(plain).toBe(true);
  expect('value' in outcome && couriers.includes(outcome.value)).toBe(true);
});

test('a course that is none of them is told', async () => {
  let runs = 0;
  const failing = simulate(() => {
    const run = (runs += 1);
    return delivery({
      compare: () => {
        if (run > 4) throw new Error('nobody came');
      },
    });
  });
  await expect(failing).rejects.toBeInstanceOf(SimulationDiffersError);
  await expect(failing).rejects.toThrow(/^with a crash .* compare fails: nobody came$/);
  const differing = simulate(() => {
    const run = (runs += 1);
    return delivery({ compare: () => (run % 2 === 0 ? 'even' : 'odd') });
  });
  await expect(differing).rejects.toThrow("compare: expected 'even', got 'odd'");
});

test('what the test itself finds wrong without a crash is its own failure', async () => {
  const failing = simulate(() => delivery({ compare: () => expect(1).toBe(2) }));
  await expect(failing).rejects.toThrow('expected 1 to be 2');
});

test('a cancel gives back what was booked, with a crash anywhere', async () => {
  const { outcome, plain, repeated } = await simulate(() => {
    const booked = new Set<string>();
    return {
      workflow: () => workflows.booking(new BookingWorkflow()),
      input: undefined,
      tasks: {
        book: (what) => {
          booked.add(what);
          return what;
        },
        cancel: (what) => void booked.delete(what),
      },
      drive: async (run) => {
        await run.until({ signal: 'ready' });
        await run.advance('1h');
        await run.cancel();
      },
      effects: () => [...booked],
    };
  });
  expect(outcome).toMatchObject({ error: { class: 'CanceledError' } });
  expect(plain).toBe(false);
  expect(repeated).toBeGreaterThan(0);
});
