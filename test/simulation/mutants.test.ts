/** The simulator is worth something only if it catches what is wrong: every mistake that is put into the engine on purpose. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutants, seedOf } from './mutants/index.ts';

const simulator = join(import.meta.dirname, 'main.ts');

/** Other choices of the engine make other scenarios show it. */
const mostScenarios = 3_000;

test.each(Object.keys(mutants))('is caught: %s', { timeout: 600_000 }, (mutant) => {
  const args = [simulator, '--mutant', mutant, '--seed', `${seedOf(mutant)}`, '--scenarios', `${mostScenarios}`, '--processes', '1'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toContain('violated:');
  expect(stdout).toMatch(/failures: [1-9]/);
  expect(status).toBe(1);
});
