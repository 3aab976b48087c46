/** The types of decorators hold in TypeScript 6 as in 7, which test/types checks. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../package/run.js';
import { expectedRefusals, shownRefusals } from '../types/support/refusals.js';
import { tools } from './scratch.js';

const tsc = join(tools, 'typescript-6/bin/tsc');
const types = join(import.meta.dirname, '../types');

test.each(['legacy', 'standard'] as const)('with %s decorators', async (form) => {
  expect(await run(process.execPath, [tsc, '--project', join(types, form)], types)).toBe('');
  expect(await shownRefusals(tsc, form, join(types, 'generated', `${form}-6`))).toEqual(expectedRefusals(form));
});
