/**
 * Says of places in the author's files what a source map tells of them: file, line, column, and the method around them.
 *
 * Always: a method has its bare name; whoever prints a stack knows the class of the instance.
 */
import type { Origin } from '../3-lower/index.js';
import { ts } from '../typescript.js';
import { importPath } from './import-paths.js';

/** A place of the author's: the file as the map shall name it, 0-based line and column. */
export interface Located {
  readonly source: string;
  readonly line: number;
  readonly character: number;
}

export interface LocatedIn extends Located {
  /** `run`, and where its name stands. Absent: the place is in no method. */
  readonly method?: Located & { readonly name: string };
}

export type Locate = (origin: Origin) => LocatedIn;

/** Locates places for a module in `folder`. */
export function locator(folder: string): Locate {
  const files = new Map<ts.SourceFile, FileLocator>();
  return ({ file, offset }) => {
    const found = files.get(file) ?? new FileLocator(file, importPath(folder, file.fileName));
    files.set(file, found);
    return found.locate(offset);
  };
}

class FileLocator {
  readonly #methods: readonly ts.MethodDeclaration[];

  constructor(
    private readonly file: ts.SourceFile,
    private readonly source: string,
  ) {
    const members = file.statements.flatMap((statement) => (ts.isClassDeclaration(statement) ? [...statement.members] : []));
    this.#methods = members.filter((member) => ts.isMethodDeclaration(member));
  }

  locate(offset: number): LocatedIn {
    const method = this.#methods.find(({ pos, end }) => pos <= offset && offset < end);
    const place = this.#place(offset);
    if (!method) return place;
    return { ...place, method: { name: method.name.getText(this.file), ...this.#place(method.name.getStart(this.file)) } };
  }

  #place(offset: number): Located {
    return { source: this.source, ...this.file.getLineAndCharacterOfPosition(offset) };
  }
}
