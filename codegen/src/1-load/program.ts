/**
 * Loads the sources into a TypeScript program, again and again: unchanged files are parsed once, and the program of the
 * build before is reused.
 *
 * Always: a file is read again only if its text may have changed (see {@link Loader.forget}).
 */
import { Files } from '../files/index.js';
import { ts } from '../typescript.js';
import { isLibrary, libraryFolder, libraryText } from './libraries.js';
import { questionsOf, type Project } from './project.js';

/** Everything that was loaded. */
export interface Sources {
  readonly project: Project;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** The workflow files that are to be compiled, sorted by name. */
  readonly files: readonly ts.SourceFile[];
}

interface Parsed {
  readonly file: ts.SourceFile;
  /** {@link Files.versionOf} when it was parsed. */
  readonly version: string;
}

export class Loader {
  readonly #parsed = new Map<string, Parsed>();
  #program: ts.Program | undefined;

  constructor(private readonly files: Files = new Files()) {}

  /** Looks at these files again at the next load. Absent: at everything. */
  forget(changed?: readonly string[]): void {
    this.files.forget(changed);
    if (!changed || !this.files.hasOtherFiles()) return;
    this.files.forget();
    this.#program = undefined;
  }

  load(project: Project): Sources {
    const program = ts.createProgram({
      rootNames: [...project.workflowFiles, ...project.ambientFiles],
      options: project.compilerOptions,
      host: this.#host(project.compilerOptions),
      ...(this.#program && { oldProgram: this.#program }),
    });
    this.#program = program;
    const files = project.workflowFiles.map((name) => program.getSourceFile(name)).filter((file) => file !== undefined);
    return { project, program, checker: program.getTypeChecker(), files };
  }

  #host(options: ts.CompilerOptions): ts.CompilerHost {
    const questions = questionsOf(this.files);
    return {
      ...questions,
      getCurrentDirectory: ts.sys.getCurrentDirectory,
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
  }

  #sourceFile(name: string, target: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const known = this.#parsed.get(name);
    if (known && (isLibrary(name) || known.version === this.files.versionOf(name))) return known.file;
    const text = isLibrary(name) ? libraryText(name) : this.files.read(name);
    if (text === undefined) return undefined;
    const file = ts.createSourceFile(name, text, target);
    this.#parsed.set(name, { file, version: isLibrary(name) ? '' : this.files.versionOf(name) });
    return file;
  }
}
