/** Says of places in the author's files what a source map tells of them: file, line, column, and the method around them. */
import type { Origin } from '../3-lower/index.js';
import { ts } from '../typescript.js';
import { importPath } from './import-paths.js';

/** A place of the author's: the file as the map shall name it, 0-based line and column. */
export interface Located {
  readonly source: string;
  readonly line: number;
  readonly character: number;
}

/** Locates places for the modules in a folder. */
export class Locator {
  readonly #files = new Map<ts.SourceFile, LocatedFile>();

  constructor(private readonly folder: string) {}

  place({ file, offset }: Origin): Located {
    return { source: this.#fileOf(file).source, ...file.getLineAndCharacterOfPosition(offset) };
  }

  /** The method around a place: its name, and where that stands. */
  method({ file, offset }: Origin): (Located & { readonly name: string }) | undefined {
    const found = this.#fileOf(file).methods.find(({ pos, end }) => pos <= offset && offset < end);
    return found && { name: found.name.getText(file), ...this.place({ file, offset: found.name.getStart(file) }) };
  }

  #fileOf(file: ts.SourceFile): LocatedFile {
    const found = this.#files.get(file) ?? locatedFile(file, this.folder);
    this.#files.set(file, found);
    return found;
  }
}

interface LocatedFile {
  readonly source: string;
  readonly methods: readonly ts.MethodDeclaration[];
}

function locatedFile(file: ts.SourceFile, folder: string): LocatedFile {
  const members = file.statements.flatMap((statement) => (ts.isClassDeclaration(statement) ? [...statement.members] : []));
  return { source: importPath(folder, file.fileName), methods: members.filter((member) => ts.isMethodDeclaration(member)) };
}
