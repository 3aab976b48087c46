/**
 * Loads the sources into a TypeScript program, again and again: unchanged files are parsed once, and the program of the
 * build before is reused.
 *
 * Always: a file is read again only if its text may have changed (see {@link Loader.forget}).
 */
import { ts } from '../typescript.js';
import { withLibraries } from './libraries.js';
import type { Project } from './project.js';

/** Everything that was loaded. */
export interface Sources {
  readonly project: Project;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** The workflow files, sorted by name. */
  readonly files: readonly ts.SourceFile[];
}

export class Loader {
  readonly #parsed = new Map<string, ts.SourceFile | undefined>();
  #program: ts.Program | undefined;

  /** Reads these files again at the next load. Absent: all of the author's files. */
  forget(changed?: readonly string[]): void {
    if (changed) for (const file of changed) this.#parsed.delete(file);
    else for (const file of [...this.#parsed.keys()]) if (!file.includes('/node_modules/')) this.#parsed.delete(file);
  }

  load(project: Project): Sources {
    const rootNames = [...project.workflowFiles, ...project.ambientFiles];
    const program = ts.createProgram({
      rootNames,
      options: project.compilerOptions,
      host: this.#host(project.compilerOptions),
      ...(this.#program && { oldProgram: this.#program }),
    });
    this.#program = program;
    const files = project.workflowFiles.map((name) => program.getSourceFile(name)).filter((file) => file !== undefined);
    return { project, program, checker: program.getTypeChecker(), files };
  }

  #host(options: ts.CompilerOptions): ts.CompilerHost {
    const host = ts.createCompilerHost(options, true);
    const libraries = withLibraries(host);
    return {
      ...host,
      ...libraries,
      getSourceFile: (name, target, onError) => {
        if (!this.#parsed.has(name)) this.#parsed.set(name, libraries.getSourceFile(name, target, onError));
        return this.#parsed.get(name);
      },
    };
  }
}
