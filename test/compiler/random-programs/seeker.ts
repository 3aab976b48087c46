/** One of the processes that search: takes every so many-th batch until its time is over, and tells what it has found after each. */
import '../../support/built-sources.ts';
import { inject } from './mutants.ts';
import type { Report, Share } from './share.ts';

const share = JSON.parse(process.argv[2]!) as Share;
if (share.mutant !== undefined) inject(share.mutant);

const { memoryDatabase } = await import('../../support/machine.js');
const { Oracle } = await import('./oracle.js');
const { describeFailure, Search } = await import('./search.js');

const startedAt = performance.now();
let database = memoryDatabase();
const oracle = new Oracle(() => database);
const search = new Search(oracle, { shrinks: share.mutant === undefined });

/** Programs of a batch, which are compiled at once. */
const mostAtOnce = 100;

try {
  await seek(share);
} finally {
  search.close();
}
process.disconnect();

async function seek({ seed, index, stride, programs, ms }: Share): Promise<void> {
  for (let batch = seed; isOn(programs, ms); batch += stride) {
    await search.batch({ seed: batch, index, size: Math.min(programs - search.found.programs, mostAtOnce) });
    await tell();
    // What ran before would only slow down what runs next.
    await database.close();
    database = memoryDatabase();
    if (index !== undefined || search.found.failures.length > 0) return;
  }
}

function isOn(programs: number, ms: number): boolean {
  return search.found.programs < programs && performance.now() - startedAt < ms;
}

function tell(): Promise<void> {
  const { programs, mistakes, refused, failures } = search.found;
  const report: Report = {
    programs,
    mistakes,
    ...oracle.counts,
    refused: Object.fromEntries(refused),
    failures: failures.map(describeFailure),
  };
  return new Promise((resolve, reject) => process.send!(report, (error: Error | null) => (error ? reject(error) : resolve())));
}
