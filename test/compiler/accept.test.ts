/**
 * The oracle: every accepted program does the same whether it runs plainly in memory or step by step on the interpreter,
 * with everything sealed and opened at every wait.
 */
import { describe, test } from 'vitest';
import { expectPlainRun } from './support/expect-plain-run.js';
import { loadProgram, programNames } from './support/programs.js';
import { runByAdvance } from './support/run-by-advance.js';

describe.each(programNames())('%s', async (name) => {
  const accepted = await loadProgram(name);

  test.each(accepted.cases)('$name', async (each) => {
    await expectPlainRun(await runByAdvance(accepted, each), accepted, each);
  });
});
