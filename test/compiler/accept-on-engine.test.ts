/**
 * The oracle, on the engine: every accepted program does on SQLite what it does plainly in memory, in one process and
 * with the process killed, its state thrown away and read back from the database after every single commit.
 */
import { describe, expect, test } from 'vitest';
import { comparable } from './support/comparable.js';
import { compilePrograms, loadProgram, programNames } from './support/programs.js';
import { runOnEngine } from './support/run-on-engine.js';
import { runPlainly } from './support/run-plainly.js';

compilePrograms();

describe.each(programNames())('%s', async (name) => {
  const { Class, program, cases } = await loadProgram(name);
  const hasLanes = Object.values(program.graph.nodes).some(({ kind }) => kind === 'fork');

  describe.each(cases)('$name', (each) => {
    test.each([
      ['in one process', false],
      ['with a crash at every commit', true],
    ])('%s', { timeout: 30_000 }, async (_how, crashing) => {
      const ran = await runOnEngine(Class, program, each, { crashing });
      if (each.expect)
        expect(ran.outcome).toMatchObject(
          'value' in each.expect ? each.expect : { error: { name: each.expect.error[0], message: each.expect.error[1] } },
        );
      if (each.plainDiffers !== undefined) return;
      const plain = await runPlainly(Class, program, each);
      expect(comparable(ran, each, hasLanes)).toEqual(comparable(plain, each, hasLanes));
    });
  });
});
