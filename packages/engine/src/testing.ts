/**
 * `@waystone/engine/testing`: runs workflows in tests, on the real engine, in memory and in virtual time; with whatever test runner.
 */
export { Coverage, type CoverageData } from './testing/coverage.js';
export {
  TestEnvironment,
  runInMemory,
  startInMemory,
  type EndedRun,
  type EnvironmentOptions,
  type InstanceFilter,
  type RunOptions,
  type TestStartOptions,
} from './testing/environment.js';
export { fake, type FakeOptions } from './testing/fake.js';
export type { DrivenRun, DrivenUntil, WhichChild } from './testing/driven-run.js';
export type { Until } from './testing/moments.js';
export type { TestRun } from './testing/run.js';
export type { Scenario, Seen, SeenOutcome, SeenStep, SimulateOptions, Simulation } from './testing/scenario.js';
export { standIn } from './testing/stand-in.js';
export { simulate } from './testing/simulate.js';
export type { CallsOf, Failure, Failures, Fake, Fakes, TaskCall, TaskName } from './testing/tasks.js';
export type { Share, Uncovered, Untaken, WorkflowCoverage } from './testing/traveled.js';
export type { TestWait } from './testing/waits.js';
export type { TestWorkerOptions } from './testing/test-worker.js';
