/**
 * Three kinds of tests. `source` runs against the TypeScript sources of the workspaces, so no build is needed; so does
 * `postgres`, with a real PostgreSQL; `built` runs what users get, on SQLite and on a real PostgreSQL: packed tarballs, compiled
 * examples, the command line as a process.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

function source(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

const alias = [
  { find: '@waystone/core/graph', replacement: source('packages/core/src/graph/index.ts') },
  { find: '@waystone/core/runtime', replacement: source('packages/core/src/runtime/index.ts') },
  { find: '@waystone/engine/postgres', replacement: source('packages/engine/src/postgres.ts') },
  { find: '@waystone/engine/testing', replacement: source('packages/engine/src/testing.ts') },
  { find: '@waystone/engine/sqlite', replacement: source('packages/engine/src/sqlite.ts') },
  { find: '@waystone/core', replacement: source('packages/core/src/index.ts') },
  { find: '@waystone/engine', replacement: source('packages/engine/src/index.ts') },
  { find: '@waystone/codegen/catalogue', replacement: source('codegen/src/diagnostics/catalogue.ts') },
  { find: '@waystone/codegen/build', replacement: source('codegen/src/build-project.ts') },
  { find: '@waystone/codegen/diagnostics', replacement: source('codegen/src/diagnostics/public.ts') },
  { find: '@waystone/codegen', replacement: source('codegen/src/index.ts') },
  { find: '@waystone/cli/drawing', replacement: source('packages/cli/src/drawing/index.ts') },
  { find: '@waystone/cli', replacement: source('packages/cli/src/index.ts') },
];

const builtTests = [
  'test/bench/*.test.ts',
  'test/cli/**/*.test.ts',
  'test/compiler/mutants.test.ts',
  'test/docs/running.test.ts',
  'test/examples/**/*.test.ts',
  'test/format/{hostile,mutants}.test.ts',
  'test/package/**/*.test.ts',
  'test/processes/**/*.test.ts',
  'test/simulation/mutants.test.ts',
  'test/store/processes.test.ts',
  'test/toolchains/*.test.ts',
];

const postgresTests = ['test/**/*postgres*.test.ts'];
const fixtures = source('test/support/compile-fixtures.ts');
const postgresServer = source('test/support/postgres/setup.ts');

/** Bounds a hang, and nothing else: machines that are busy with other things are slow, or stand still for a while. */
const longestMs = 600_000;

export default defineConfig({
  // Oxc takes decorator options from a tsconfig only if that file includes the source; workflow files of tests are in none.
  oxc: { decorator: { legacy: true } },
  test: {
    // The transform cache does not see changes of a tsconfig.
    fsModuleCache: false,
    testTimeout: longestMs,
    hookTimeout: longestMs,
    expect: { poll: { timeout: longestMs } },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        resolve: { alias },
        test: {
          name: 'source',
          globalSetup: fixtures,
          include: ['test/**/*.test.ts'],
          exclude: [...builtTests, ...postgresTests, 'test/**/generated/**', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        resolve: { alias },
        test: {
          name: 'postgres',
          globalSetup: [fixtures, postgresServer],
          include: postgresTests,
        },
      },
      {
        extends: true,
        test: {
          name: 'built',
          globalSetup: postgresServer,
          include: builtTests,
          // Whoever runs the tests may have a database of their own: programs under test use those that the tests name.
          env: { DATABASE_URL: '' },
        },
      },
    ],
  },
});
