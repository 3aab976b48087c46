/** The order of test files: those that take longest come first, so that no worker is left alone with one of them in the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where nothing is known of an earlier run, as in a fresh clone, Vitest goes by the size of the files, which says little here. */
const longest = [
  'store/postgres.test.ts',
  'compiler/mutants.test.ts',
  'cli/instances.test.ts',
  'simulation/mutants.test.ts',
  'compiler/accept-on-postgres.test.ts',
  'processes/crash.test.ts',
  'toolchains/guides.test.ts',
  'toolchains/plugin.test.ts',
  'examples/examples.test.ts',
  'processes/breakpoint.test.ts',
  'format/mutants.test.ts',
  'store/postgres-pooler.test.ts',
  'store/postgres-duels.test.ts',
  'compiler/accept-on-engine.test.ts',
  'compiler/kept-builds/random-edits.test.ts',
  'compiler/inherited-builds.test.ts',
  'compiler/kept-builds/kept-builds.test.ts',
  'format/hostile.test.ts',
  'store/sqlite.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer is no array
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`/test/${name}`));
  return place < 0 ? longest.length : place;
}
