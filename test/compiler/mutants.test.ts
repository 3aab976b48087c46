/** The search for programs that go wrong finds what is wrong: every mistake that is put into the compiler or the engine on purpose. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from './random-programs/mutants.ts';

const search = join(import.meta.dirname, 'random-programs/main.ts');

test.each(Object.entries(mutants))('is found: %s', (mutant, { seed }) => {
  const args = [search, '--mutant', mutant, '--seed', `${seed}`, '--programs', '1500', '--minutes', '60', '--processes', '1'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toContain('plainly:');
  expect(stdout).toMatch(/failures: [1-9]/);
  expect(status).toBe(1);
});
