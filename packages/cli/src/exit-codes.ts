/** What the exit code tells a script. Documented in the help and in `docs/cli.md`; never renumbered. */
import { WaystoneError } from '@waystone/core';

export const exitCodes = {
  ok: 0,
  /** It failed: diagnostics, an error. */
  failed: 1,
  /** Arguments, options or configuration make no sense. */
  usage: 2,
  /** No such instance, workflow, signal or store. */
  notFound: 3,
  /** The state does not allow it: the id is taken, the instance has ended. */
  conflict: 4,
  /** Try again later: the store is locked, full or out of reach. */
  temporary: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byErrorCode: Readonly<Record<string, ExitCode>> = {
  USAGE: exitCodes.usage,
  CONFIG_INVALID: exitCodes.usage,
  JSON_INVALID: exitCodes.usage,
  WORKER_ENTRY_INVALID: exitCodes.usage,
  OPTION_INVALID: exitCodes.usage,
  HEALTH_PORT_UNUSABLE: exitCodes.conflict,
  INSTANCE_ID_INVALID: exitCodes.usage,
  STORE_MISSING: exitCodes.notFound,
  NO_WORKFLOWS: exitCodes.notFound,
  DIAGNOSTIC_UNKNOWN: exitCodes.notFound,
  WORKFLOW_UNKNOWN: exitCodes.notFound,
  INSTANCE_NOT_FOUND: exitCodes.notFound,
  SIGNAL_UNKNOWN: exitCodes.notFound,
  INSTANCE_EXISTS: exitCodes.conflict,
  INSTANCE_ENDED: exitCodes.conflict,
};

/** The exit code for an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof WaystoneError)) return exitCodes.failed;
  return byErrorCode[error.code] ?? (error.retryable ? exitCodes.temporary : exitCodes.failed);
}
