/** The process that opens bytes for `npm run fuzz`. Tells how far it is after every so many cases. */
import '../../support/built-sources.ts';
import { inject } from '../mutants.ts';

const { seed, cases, ms, mutant } = JSON.parse(process.argv[2] ?? '') as Share;
if (mutant !== undefined) inject(mutant);
const { play } = await import('./fuzz.js');

const casesAtOnce = 1_000;

export interface Progress {
  /** The first case that is not done. */
  readonly next: number;
  readonly values: number;
  readonly errors: number;
}

export interface Share {
  readonly seed: number;
  readonly cases: number;
  readonly ms: number;
  readonly mutant?: string;
}

const endsAt = performance.now() + ms;
let values = 0;
let next = seed;
while (next < seed + cases && performance.now() < endsAt) {
  for (const last = Math.min(next + casesAtOnce, seed + cases); next < last; next += 1) if (play(next) === 'a value') values += 1;
  const progress: Progress = { next, values, errors: next - seed - values };
  await new Promise((resolve) => process.send?.(progress, undefined, undefined, resolve));
}
process.disconnect();
