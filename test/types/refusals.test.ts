/** Misuse of decorators is an error in the editor, and the error says what is wrong. With TypeScript 6: test/toolchains/types.test.ts. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { expectedRefusals, shownRefusals } from './support/refusals.js';

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

test.each(['legacy', 'standard'] as const)('with %s decorators', async (form) => {
  expect(await shownRefusals(tsc, form, join(import.meta.dirname, 'generated', form))).toEqual(expectedRefusals(form));
});
