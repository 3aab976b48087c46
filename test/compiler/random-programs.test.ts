/**
 * The oracle on random programs: each is refused, or does compiled what it does plainly. `npm run random -- --minutes 5
 * --seed 8127` searches for longer, or again.
 */
import { expect, test } from 'vitest';
import { search, type Found } from './random-programs/search.js';

const { WAYSTONE_RANDOM_SEED, WAYSTONE_RANDOM_MINUTES } = process.env;
/** The same programs in every verify, so that a red one means the change at hand; `npm run random` draws others. */
const usualSeed = 343_773;
const seed = Number(WAYSTONE_RANDOM_SEED ?? usualSeed);
const durationMs = WAYSTONE_RANDOM_MINUTES === undefined ? undefined : Number(WAYSTONE_RANDOM_MINUTES) * 60_000;
/** How many are drawn where no time is given. */
const fewPrograms = 300;

test(`random programs from seed ${seed}`, { timeout: 2 * (durationMs ?? 150_000) }, async () => {
  const startedAt = performance.now();
  const goOn = ({ programs }: Found): boolean =>
    durationMs === undefined ? programs < fewPrograms : performance.now() - startedAt < durationMs;
  const found = await search({ seed, batch: 150, onEngine: 15, goOn });
  console.log(summary(found));
  expect(found.failures.map(describeFailure).join('\n\n')).toBe('');
});

function summary({ programs, runs, crashes, refused, failures }: Found): string {
  const codes = [...refused].map(([code, count]) => `${code} ${count}`).join(', ') || 'none';
  return `random programs from seed ${seed}: ${programs}, refused: ${codes}; runs: ${runs}, crashes: ${crashes}, failures: ${failures.length}`;
}

function describeFailure({ seed: drawn, index, text, code, message }: Found['failures'][number]): string {
  return [`seed ${drawn}, program ${index}`, message, text, code.replace(/\/\/# sourceMappingURL=.*/, '')].join('\n');
}
