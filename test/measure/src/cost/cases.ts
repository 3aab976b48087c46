/** In which ways the cost of a step is taken, so that one sees what it grows with. */
import type { Work } from '../programs/spend.js';

export interface Case extends Work {
  readonly what: string;
  readonly program: 'spend' | 'spend-bare';
}

const usual: Case = {
  what: '1,000 instances of ten steps, 100 bytes a step',
  program: 'spend',
  workflow: 'chain',
  instances: 1_000,
  steps: 10,
  bytes: 100,
  lanes: 0,
};

export const ofTen = usual;
export const ofForty: Case = { ...usual, what: '… of forty steps', instances: 500, steps: 40 };
export const bare: Case = { ...usual, what: 'the bare loop', program: 'spend-bare' };

export const cases: readonly Case[] = [
  bare,
  ofTen,
  ofForty,
  { ...usual, what: '… 1,000 bytes a step', bytes: 1_000 },
  { ...usual, what: '… 10,000 bytes a step', instances: 200, bytes: 10_000 },
  { ...usual, what: '… 100 instances at once', instances: 100 },
  { ...usual, what: '… one instance alone', instances: 1 },
  { ...usual, what: '… without history', workflow: 'silentChain' },
  { ...usual, what: '… with history in full', workflow: 'toldChain' },
  { ...usual, what: '… steps in lanes, forks of ten', workflow: 'fan', instances: 100, steps: 5, lanes: 10 },
];

/** Steps of all instances; of forks, those in their lanes and those between them. */
export function stepsOf({ workflow, instances, steps, lanes }: Work): number {
  return instances * (workflow === 'fan' ? steps * (lanes + 1) + 1 : steps);
}
