/** What can go wrong on the command line itself. Every error says what to do next. */
import { WaystoneError, type WaystoneErrorOptions } from '@waystone/core';
import { oneLine } from './terminal/value.js';

/** An error whose cause was thrown by the author's code: the cause is shown whole, and never decides code or exit code. */
export abstract class AuthorsError extends WaystoneError {
  constructor(what: string, cause: unknown) {
    super(`${what}: ${oneLine(cause, 400)}`, { cause });
  }
}

/** The instance that was waited for has failed. */
export class InstanceFailedError extends AuthorsError {
  readonly code = 'INSTANCE_FAILED';
  constructor(instance: string, cause: unknown) {
    super(`instance '${instance}' failed`, cause);
  }
}

/** The instance that was waited for was canceled. */
export class InstanceCanceledError extends WaystoneError {
  readonly code = 'INSTANCE_CANCELED';
  constructor(instance: string) {
    super(`instance '${instance}' was canceled, so it has no result; see it with: waystone show ${instance}`);
  }
}

/** The arguments or options make no sense. */
export class UsageError extends WaystoneError {
  readonly code = 'USAGE';
}

/** Start found the id taken; says what the options of the command can do about it. */
export class TakenError extends WaystoneError {
  readonly code = 'INSTANCE_EXISTS';
}

/** `waystone.config.*` cannot be used. */
export class ConfigError extends WaystoneError {
  readonly code = 'CONFIG_INVALID';
}

/** The store is on PostgreSQL, and the driver for it is not installed. */
export class PgMissingError extends WaystoneError {
  readonly code = 'PG_MISSING';
  constructor(store: string, options: WaystoneErrorOptions) {
    super(`the store at ${store} needs the package \`pg\`; install it in this project: npm install pg`, options);
  }
}

/** No store was named, or there is none where it should be. */
export class StoreMissingError extends WaystoneError {
  readonly code = 'STORE_MISSING';
}

/** The module that gives the worker its workflows cannot be used. */
export class EntryError extends WaystoneError {
  readonly code = 'WORKER_ENTRY_INVALID';
}

/** The module that gives the worker its workflows threw. */
export class EntryFailedError extends AuthorsError {
  readonly code = 'WORKER_ENTRY_FAILED';
}

/** The port for probes of a worker cannot be used. */
export class HealthPortError extends WaystoneError {
  readonly code = 'HEALTH_PORT_UNUSABLE';
  constructor(port: number, cause: unknown) {
    super(`health checks cannot be answered on port ${port}: ${oneLine(cause, 200)}; give another --health-port`, { cause });
  }
}

/** The generated code that a module imports is not there. */
export class NotBuiltError extends WaystoneError {
  readonly code = 'PROJECT_NOT_BUILT';
}

/** `waystone build --check` found generated files that are not those of the sources. */
export class GeneratedStaleError extends WaystoneError {
  readonly code = 'GENERATED_STALE';
}

/** The project has no workflows. */
export class NoWorkflowsError extends WaystoneError {
  readonly code = 'NO_WORKFLOWS';
  constructor() {
    super('this project has no workflows; write one in src/<name>.workflow.ts, or set `include` in waystone.config.ts');
  }
}

/** The sources have mistakes, so that there are no graphs. */
export class MistakesError extends WaystoneError {
  readonly code = 'DIAGNOSTICS';
}

/** The catalogue of diagnostics has no such code. */
export class DiagnosticUnknownError extends WaystoneError {
  readonly code = 'DIAGNOSTIC_UNKNOWN';
  constructor(code: string) {
    const kin = /^[A-Z_]+$/.test(code) ? '; codes in capitals are of errors at run time, whose message says what to do' : '';
    super(`there is no diagnostic '${code}'; list them with: waystone explain${kin}`);
  }
}

/** A signal's value or an input is not JSON. */
export class JsonInvalidError extends WaystoneError {
  readonly code = 'JSON_INVALID';
}
