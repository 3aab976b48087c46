/** Errors of the testing kit, `@waystone/engine/testing`. */
import { WaystoneError } from './base.js';

/**
 * A test asks for something that its workflows do not have (a task, a node or a workflow of that name, a time limit), gives what means
 * nothing, or has prepared failures that nothing came to.
 */
export class TestSetupError extends WaystoneError {
  readonly code = 'TEST_SETUP';
}

/** A run that a test waits for cannot go on, whatever time passes. The message says what it waits for, where, and how it came there. */
export class RunStuckError extends WaystoneError {
  readonly code = 'RUN_STUCK';
  /** The instance that the test waits for. */
  readonly instanceId: string;
  constructor(instanceId: string, message: string) {
    super(message);
    this.instanceId = instanceId;
  }
}

/** A simulated run came to something else than the same workflow without a crash. The message says after which crash, and in what. */
export class SimulationDiffersError extends WaystoneError {
  readonly code = 'SIMULATION_DIFFERS';
}
