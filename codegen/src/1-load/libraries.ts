/**
 * TypeScript's own library files (`lib.es2023.d.ts` and its like), which the front end holds in memory: it has no folder
 * of them on disk.
 */
import { getLibFiles, libFolderInMemoryPath } from '../typescript.js';

let texts: ReadonlyMap<string, string> | undefined;

/** Where the library files seem to be. */
export const libraryFolder = libFolderInMemoryPath;

export function isLibrary(path: string): boolean {
  return path.startsWith(`${libraryFolder}/`);
}

/** The text of a library file; `undefined`: there is no such file. */
export function libraryText(path: string): string | undefined {
  texts ??= new Map(getLibFiles().map(({ fileName, text }) => [`${libraryFolder}/${fileName}`, text]));
  return texts.get(path);
}
