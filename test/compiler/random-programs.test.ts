/** The oracle on random programs, the same ones in every run of the tests. `npm run random` draws others, and many more. */
import { expect, test } from 'vitest';
import { fileDatabase } from '../support/machine.js';
import { Oracle } from './random-programs/oracle.js';
import { describeFailure, Search } from './random-programs/search.js';

test('random programs do what they do plainly, each on a file of its own', async () => {
  const search = new Search(new Oracle(fileDatabase));
  await search.batch({ seed: 343_773, size: 25 });
  search.close();
  expect(search.found.failures.map(describeFailure).join('\n\n')).toBe('');
});
