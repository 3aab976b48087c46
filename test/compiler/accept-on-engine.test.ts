/**
 * The oracle, on the engine: every accepted program does on SQLite what it does plainly in memory, in one process and
 * with the process killed, its state thrown away and read back from the database after every single commit.
 */
import { describe, test } from 'vitest';
import { expectPlainRun } from './support/expect-plain-run.js';
import { loadProgram, programNames } from './support/programs.js';
import { runOnEngine } from './support/run-on-engine.js';

describe.each(programNames())('%s', async (name) => {
  const accepted = await loadProgram(name);

  describe.each(accepted.cases)('$name', (each) => {
    test.each([
      ['in one process', false],
      ['with a crash at every commit', true],
    ])('%s', async (_how, crashing) => {
      await expectPlainRun(await runOnEngine(accepted, each, { crashing }), accepted, each);
    });
  });
});
