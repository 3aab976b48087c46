/** What a build is asked for, and what it says when it is done. */
import type { Graph } from '@waystone/core/graph';
import type { Emitted } from './5-emit/index.js';
import { bringUpToDate, type Changes } from './5-emit/write-files.js';
import type { Diagnostic } from './diagnostics/index.js';

/** How a build is done. */
export interface BuildOptions {
  /** Writes nothing; the build is good only if the generated files are those of the sources. Default: false. */
  readonly check?: boolean;
}

/** What came of a build. */
export interface BuildResult {
  /** No diagnostic is an error, and with `check` nothing differs. */
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** The graphs of all workflows, by file and position; empty if there was an error. */
  readonly graphs: readonly Graph[];
  /** Absolute paths of the files that were written; with `check`: that differ. */
  readonly written: readonly string[];
  /** Absolute paths of the files of removed workflows that were deleted; with `check`: that should be. */
  readonly deleted: readonly string[];
  /** Absolute path of the generated folder. */
  readonly outDir: string;
  /** Absolute paths of the author's files that were read: the workflow files and what they import, without dependencies. */
  readonly inputs: readonly string[];
  /** Absolute paths of the workflow files that were compiled; about the others all was known from builds before. */
  readonly compiled: readonly string[];
  readonly durationMs: number;
}

/** What was found out, before anything is written. */
export interface Findings extends Pick<BuildResult, 'diagnostics' | 'outDir' | 'inputs' | 'compiled'> {
  /** Absent if a diagnostic is an error. */
  readonly emitted?: Emitted;
}

const nothing: Changes = { written: [], deleted: [] };

/** Brings the generated folder up to date with what was found out. `startedAt`: of `performance.now()`. */
export function finishBuild({ emitted, ...found }: Findings, startedAt: number, { check = false }: BuildOptions = {}): BuildResult {
  const changes = emitted ? bringUpToDate(found.outDir, emitted.files, { check }) : nothing;
  const differs = changes.written.length + changes.deleted.length > 0;
  return {
    ok: emitted !== undefined && !(check && differs),
    ...found,
    graphs: emitted?.graphs ?? [],
    ...changes,
    durationMs: performance.now() - startedAt,
  };
}
