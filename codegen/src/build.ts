/**
 * Builds a project: compiles its workflow files and brings its generated folder up to date.
 *
 * Always: a build with an error diagnostic writes and deletes nothing.
 */
import type { Graph } from '@waystone/core/graph';
import { findProject, Loader, type ProjectOptions, type Sources } from './1-load/index.js';
import { bringUpToDate, type Changes } from './5-emit/index.js';
import type { Diagnostic } from './diagnostics/index.js';
import { compile } from './pipeline.js';
import { ts } from './typescript.js';

export interface BuildOptions {
  /** Writes nothing; the build is good only if the generated files are those of the sources. Default: false. */
  readonly check?: boolean;
}

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
  readonly durationMs: number;
}

/** Builds again and again, reusing what did not change. */
export interface Builder {
  /** Builds from all sources as they are now. */
  build(options?: BuildOptions): BuildResult;
  /** Builds after changes of these files (absolute, or relative to the working directory); others are not read again. */
  rebuild(changedFiles: readonly string[], options?: BuildOptions): BuildResult;
}

/**
 * A builder for the project in `root`.
 *
 * @example
 * const builder = createBuilder({ root: process.cwd() });
 * const { ok, diagnostics } = builder.build();
 */
export function createBuilder(options: ProjectOptions): Builder {
  const loader = new Loader();
  return {
    build(settings) {
      loader.forget();
      return buildOnce(loader, options, settings);
    },
    rebuild(changedFiles, settings) {
      loader.forget(changedFiles.map((file) => ts.sys.resolvePath(file).replaceAll('\\', '/')));
      return buildOnce(loader, options, settings);
    },
  };
}

/** Builds a project once. */
export function build(options: ProjectOptions & BuildOptions): BuildResult {
  return createBuilder(options).build(options);
}

const nothing: Changes = { written: [], deleted: [] };

function buildOnce(loader: Loader, options: ProjectOptions, { check = false }: BuildOptions = {}): BuildResult {
  const startedAt = performance.now();
  const project = findProject(options);
  const sources = loader.load(project);
  const { diagnostics, emitted } = compile(sources);
  const changes = emitted ? bringUpToDate(project.outDir, emitted.files, { check }) : nothing;
  const differs = changes.written.length + changes.deleted.length > 0;
  return {
    ok: emitted !== undefined && !(check && differs),
    diagnostics,
    graphs: emitted?.graphs ?? [],
    ...changes,
    outDir: project.outDir,
    inputs: inputsOf(sources),
    durationMs: performance.now() - startedAt,
  };
}

function inputsOf({ program, project }: Sources): readonly string[] {
  return program
    .getSourceFiles()
    .filter((file) => !isDependency(program, file) && !file.fileName.startsWith(`${project.outDir}/`))
    .map(({ fileName }) => fileName);
}

function isDependency(program: Sources['program'], file: ts.SourceFile): boolean {
  return program.isSourceFileDefaultLibrary(file) || file.fileName.includes('/node_modules/');
}
