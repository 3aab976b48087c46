/**
 * Loads the sources into a TypeScript program, again and again: unchanged files are parsed once, and the program of the
 * build before is reused.
 *
 * Always: a file is read again only if its text may have changed (see {@link Loader.forget}).
 */
import { Files } from '../files/index.js';
import { ts } from '../typescript.js';
import { Imports } from './imports.js';
import { isLibrary, libraryFolder, libraryText } from './libraries.js';
import { packageAround, questionsOf, type Project } from './project.js';

/** Everything that was loaded. */
export interface Sources {
  readonly project: Project;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** The workflow files, sorted by name. */
  readonly files: readonly ts.SourceFile[];
  /** Names of workflow files of which all is known: they are neither checked nor lowered, but others may refer to them. */
  readonly known: ReadonlySet<string>;
  /** What tells the content of a file from every other. */
  readonly versionOf: (file: string) => string;
  /** The folder of the `package.json` that a file belongs to. */
  readonly packageOf: (file: string) => string | undefined;
  /** {@link Imports.reachedFrom} */
  readonly reachedFrom: (file: string) => ReadonlySet<string>;
}

interface Parsed {
  readonly file: ts.SourceFile;
  readonly version: string;
}

export class Loader {
  readonly #parsed = new Map<string, Parsed>();
  readonly #imports = new Imports();
  #program: ts.Program | undefined;
  #settings = '';

  constructor(private readonly files: Files = new Files()) {}

  /** Looks at these files again at the next load. Absent: at everything. */
  forget(changed?: readonly string[]): void {
    this.files.forget(changed);
    // What a configuration says shows in no source that it is about.
    const isConfigured = changed?.some((file) => file.endsWith('.json')) !== false;
    if (!isConfigured && !this.files.hasOtherFiles()) return;
    this.files.forget();
    this.#imports.forget();
    this.#program = undefined;
  }

  load(project: Project): Sources {
    this.#adopt(settingsOf(project));
    const program = ts.createProgram({
      rootNames: [...project.workflowFiles, ...project.ambientFiles],
      options: project.compilerOptions,
      host: this.#host(project),
      ...(this.#program && { oldProgram: this.#program }),
    });
    this.#program = program;
    const files = project.workflowFiles.map((name) => program.getSourceFile(name)).filter((file) => file !== undefined);
    return {
      project,
      program,
      checker: program.getTypeChecker(),
      files,
      known: new Set(),
      versionOf: (file) => this.files.versionOf(file),
      packageOf: (file) => packageAround(file.slice(0, file.lastIndexOf('/')), this.files),
      reachedFrom: (file) => this.#imports.reachedFrom(file),
    };
  }

  /** Files are parsed as the configuration says. */
  #adopt(settings: string): void {
    if (settings === this.#settings) return;
    this.#parsed.clear();
    this.#program = undefined;
    this.#settings = settings;
  }

  #host({ root, compilerOptions: options }: Project): ts.CompilerHost {
    const questions = questionsOf(this.files);
    const host: ts.CompilerHost = {
      ...questions,
      getCurrentDirectory: () => root,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getCanonicalFileName: (name) => (ts.sys.useCaseSensitiveFileNames ? name : name.toLowerCase()),
      getNewLine: () => '\n',
      getDefaultLibLocation: () => libraryFolder,
      getDefaultLibFileName: () => `${libraryFolder}/${ts.getDefaultLibFileName(options)}`,
      fileExists: (name) => (isLibrary(name) ? libraryText(name) !== undefined : questions.fileExists(name)),
      readFile: (name) => (isLibrary(name) ? libraryText(name) : questions.readFile(name)),
      getSourceFile: (name, target) => this.#sourceFile(name, target),
      writeFile: () => undefined,
      // Comments say nothing about types in TypeScript; to parse them takes a fifth of all parsing.
      jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeErrors,
    };
    return { ...host, ...this.#imports.resolverFor(host, options) };
  }

  #sourceFile(name: string, target: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const known = this.#parsed.get(name);
    if (known && known.version === this.#versionOf(name, target)) return known.file;
    const text = isLibrary(name) ? libraryText(name) : this.files.read(name);
    if (text === undefined) return undefined;
    this.#imports.forget(name);
    const file = ts.createSourceFile(name, text, target);
    this.#parsed.set(name, { file, version: this.#versionOf(name, target) });
    return file;
  }

  /** A file is parsed anew if its content has changed, or what its package says of its format. */
  #versionOf(name: string, target: ts.ScriptTarget | ts.CreateSourceFileOptions): string {
    const format = typeof target === 'object' ? (target.impliedNodeFormat ?? '') : '';
    return isLibrary(name) ? '' : `${format} ${this.files.versionOf(name)}`;
  }
}

/** The configuration as text. */
export function settingsOf({ compilerOptions }: Project): string {
  return JSON.stringify({ ...compilerOptions, configFile: undefined });
}
