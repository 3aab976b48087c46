/** The plan of a crash test follows from its seed alone. */
import { expect, test } from 'vitest';
import { Chance } from '../support/chance.ts';
import { describeFault, drawCase, drawFaults } from './run/plan.ts';
import type { Crew, Fault } from './run/plan.ts';
import { scenarios } from './scenarios/index.ts';

const crew: Crew = { workers: 4, clients: 3, leaseMs: 2_000, hasServer: true };
const round = 14;

function faultsOf(seed: number, count: number, of: Crew = crew): readonly Fault[] {
  const faults = drawFaults(new Chance(seed), of);
  return Array.from({ length: count }, () => faults.next().value);
}

test('a seed draws the same cases and the same faults again, another seed others', () => {
  const casesOf = (seed: number) => {
    const chance = new Chance(seed);
    return Array.from({ length: 50 }, (_, index) => drawCase(chance, 1, index));
  };
  expect(casesOf(1)).toEqual(casesOf(1));
  expect(casesOf(1)).not.toEqual(casesOf(2));
  expect(faultsOf(1, 50)).toEqual(faultsOf(1, 50));
  expect(faultsOf(1, 50)).not.toEqual(faultsOf(2, 50));
});

test('every round has every kind of fault, and without a server none that needs one', () => {
  const kinds = new Set(faultsOf(7, round).map(({ kind }) => kind));
  expect(kinds.size).toBe(8);
  const ofProcesses = new Set(faultsOf(7, 100, { ...crew, hasServer: false }).map(({ kind }) => kind));
  expect([...ofProcesses].toSorted()).toEqual(['kill client', 'kill worker', 'retire worker', 'stop worker']);
});

test('a worker is stopped for longer than its lease', () => {
  const stops = faultsOf(3, 500).filter((fault) => fault.kind === 'stop worker');
  expect(Math.min(...stops.map(({ forMs }) => forMs))).toBeGreaterThan(crew.leaseMs);
});

test('a case is JSON, and one of every workflow is drawn', () => {
  const chance = new Chance(1);
  const cases = Array.from({ length: 200 }, (_, index) => drawCase(chance, 1, index));
  expect(JSON.parse(JSON.stringify(cases))).toEqual(cases);
  expect(new Set(cases.map(({ workflow }) => workflow))).toEqual(new Set(scenarios.map(({ workflow }) => workflow)));
});

test('a fault is described for people', () => {
  expect(describeFault({ kind: 'stop worker', afterMs: 5, worker: 2, forMs: 3_000 })).toBe('stop worker 2, for 3000 ms');
});
