/**
 * `@waystone/engine/testing`: runs workflows in tests, on the real engine, in memory and in virtual time; with whatever test runner.
 */
export { Coverage, type Share, type Uncovered, type WorkflowCoverage } from './testing/coverage.js';
export {
  TestEnvironment,
  runInMemory,
  startInMemory,
  type EndedRun,
  type EnvironmentOptions,
  type RunOptions,
  type TestStartOptions,
} from './testing/environment.js';
export { fake, type FakeOptions } from './testing/fake.js';
export type { DrivenRun, DrivenUntil, TestRun, Until } from './testing/run.js';
export { simulate, type Scenario, type SimulateOptions, type Simulation } from './testing/simulate.js';
export type { CallsOf, Failure, Failures, Fake, Fakes, TaskCall, TaskName } from './testing/tasks.js';
export type { TestWorkerOptions } from './testing/world.js';
