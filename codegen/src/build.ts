/**
 * Builds a project: compiles its workflow files and brings its generated folder up to date.
 *
 * Always: a build with an error diagnostic writes and deletes nothing.
 */
import { isDependency, keysOf, Loader, findProject, type ProjectOptions, type Sources } from './1-load/index.js';
import { targetOf } from './5-emit/index.js';
import { finishBuild, type BuildOptions, type BuildResult } from './build-result.js';
import { keepFiles, keptIn, type KeptFile } from './cache/kept-files.js';
import { recordDiagnostics } from './cache/recall.js';
import { readRecord, writeRecord } from './cache/record.js';
import { Files } from './files/index.js';
import { compile, type Compilation } from './pipeline.js';
import { ts } from './typescript.js';

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
  return new ProjectBuilder(options);
}

/** Builds a project once. */
export function build(options: ProjectOptions & BuildOptions): BuildResult {
  return createBuilder(options).build(options);
}

class ProjectBuilder implements Builder {
  readonly #files = new Files();
  readonly #loader = new Loader(this.#files);
  /** What is known of workflow files, by name. */
  #kept: ReadonlyMap<string, KeptFile>;

  constructor(private readonly options: ProjectOptions) {
    const record = options.cacheDir === undefined ? undefined : readRecord(options);
    this.#kept = record ? keptIn(record) : new Map();
  }

  build(settings?: BuildOptions): BuildResult {
    this.#loader.forget();
    return this.#build(settings, (sources, compilation) => {
      if (this.options.cacheDir !== undefined) this.#record(sources, compilation);
    });
  }

  rebuild(changedFiles: readonly string[], settings?: BuildOptions): BuildResult {
    this.#loader.forget(changedFiles.map((file) => ts.sys.resolvePath(file).replaceAll('\\', '/')));
    return this.#build(settings);
  }

  #build(settings?: BuildOptions, whenCompiled?: (sources: Sources, compilation: Compilation) => void): BuildResult {
    const startedAt = performance.now();
    const sources = this.#loader.load(findProject(this.options, this.#files));
    const keys = keysOf(sources, JSON.stringify(targetOf(sources)));
    const known = new Map([...this.#kept].filter(([file, { key }]) => keys.get(file) === key));
    const compilation = compile(sources, known);
    this.#kept = keepFiles({ sources, keys, known, compilation });
    whenCompiled?.(sources, compilation);
    const { diagnostics, emitted } = compilation;
    const compiled = sources.files.map(({ fileName }) => fileName).filter((file) => !known.has(file));
    const found = { diagnostics, outDir: sources.project.outDir, inputs: inputsOf(sources), compiled, ...(emitted && { emitted }) };
    return finishBuild(found, startedAt, settings);
  }

  #record(sources: Sources, { diagnostics, workflows, emitted }: Compilation): void {
    const index = emitted?.files.find(({ name }) => name === 'index.ts');
    const made = sources.files.map(({ fileName }) => [fileName, workflows.get(fileName) ?? this.#kept.get(fileName)?.workflows ?? []]);
    writeRecord(this.options, {
      answers: this.#files.answers(),
      inputs: inputsOf(sources),
      outDir: sources.project.outDir,
      diagnostics: recordDiagnostics(diagnostics),
      workflows: Object.fromEntries(made),
      keys: Object.fromEntries([...this.#kept].map(([file, { key }]) => [file, key])),
      ...(index && { index }),
    });
  }
}

function inputsOf({ program, project }: Sources): readonly string[] {
  const files = program.getSourceFiles().filter((file) => !program.isSourceFileDefaultLibrary(file));
  return files.map(({ fileName }) => fileName).filter((name) => !isDependency(name) && !name.startsWith(`${project.outDir}/`));
}
