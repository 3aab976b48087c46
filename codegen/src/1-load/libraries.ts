/**
 * TypeScript's own library files (`lib.es2023.d.ts` and its like), which the front end holds in memory: it has no folder
 * of them on disk.
 */
import { getLibFiles, libFolderInMemoryPath, ts } from '../typescript.js';

type LibraryHost = Pick<ts.CompilerHost, 'getDefaultLibFileName' | 'getDefaultLibLocation' | 'getSourceFile' | 'fileExists' | 'readFile'>;

let texts: ReadonlyMap<string, string> | undefined;

function libraryText(name: string): string | undefined {
  if (!name.startsWith(libFolderInMemoryPath)) return undefined;
  texts ??= new Map(getLibFiles().map(({ fileName, text }) => [`${libFolderInMemoryPath}/${fileName}`, text]));
  return texts.get(name);
}

/** The members of a compiler host that know the library files; everything else is left to `host`. */
export function withLibraries(host: ts.CompilerHost): LibraryHost {
  return {
    getDefaultLibLocation: () => libFolderInMemoryPath,
    getDefaultLibFileName: (options) => `${libFolderInMemoryPath}/${ts.getDefaultLibFileName(options)}`,
    fileExists: (name) => libraryText(name) !== undefined || host.fileExists(name),
    readFile: (name) => libraryText(name) ?? host.readFile(name),
    getSourceFile: (name, target, onError) => {
      const text = libraryText(name);
      return text === undefined ? host.getSourceFile(name, target, onError) : ts.createSourceFile(name, text, target, true);
    },
  };
}
