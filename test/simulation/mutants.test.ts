/** The simulator is worth something only if it catches what is wrong: every mistake that is put into the engine on purpose. */
import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { mutants, seedOf } from './mutants/index.ts';
import type { Found } from './share.ts';

/** Other choices of the engine make other scenarios show it. */
const scenarios = 3_000;
const ms = 600_000;

test.concurrent.each(Object.keys(mutants))('is caught: %s', { timeout: ms }, async (mutant) => {
  let found: Found | undefined;
  await explore({ seed: seedOf(mutant), stride: 1, scenarios, ms, on: 'sqlite', mutant, shrinks: false }, (told) => (found = told));
  expect(found?.failures).toHaveLength(1);
  expect(found?.failures[0]?.violated).not.toEqual([]);
});
