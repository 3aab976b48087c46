/** The search and the hostile bytes are worth something only if they find what is wrong. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from './mutants.ts';

test.each(Object.entries(mutants))('is found: %s', (mutant, { foundBy }) => {
  const [program = '', ...options] = foundBy;
  const args = ['--max-old-space-size=256', join(import.meta.dirname, program), ...options, '--mutant', mutant];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 300_000 });
  expect(stderr).not.toContain('of a mutant');
  expect(status).not.toBe(0);
});
