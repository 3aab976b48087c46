/**
 * Finds the files that globs name, as TypeScript does: it makes regular expressions of the globs, this walks the folders.
 *
 * Always: a folder is visited once, whatever links lead to it.
 */
import { readdirSync, realpathSync, statSync } from 'node:fs';

/** Globs as regular expressions over absolute paths with `/`. Plain data, so that they can be asked again later. */
export interface Pattern {
  /** Folders to begin in. */
  readonly folders: readonly string[];
  readonly file: string;
  /** Of folders to look into, with a `/` at the end; absent: of all. */
  readonly folder?: string;
  /** Of files and folders to leave out; absent: of none. */
  readonly excluded?: string;
  /** How the names of files end. */
  readonly endings: readonly string[];
  readonly caseSensitive: boolean;
}

/** Absolute paths, by folder and name. */
export function findMatches(pattern: Pattern): readonly string[] {
  const flags = pattern.caseSensitive ? '' : 'i';
  const file = new RegExp(pattern.file, flags);
  const folder = pattern.folder === undefined ? undefined : new RegExp(pattern.folder, flags);
  const excluded = pattern.excluded === undefined ? undefined : new RegExp(pattern.excluded, flags);
  const visited = new Set<string>();
  const found: string[] = [];

  const visit = (path: string): void => {
    const place = placeOf(path);
    if (place === undefined || visited.has(place)) return;
    visited.add(place);
    const { files, folders } = entriesOf(path);
    for (const name of files) {
      const isWanted = pattern.endings.some((ending) => name.endsWith(ending)) && file.test(`${path}/${name}`);
      if (isWanted && excluded?.test(`${path}/${name}`) !== true) found.push(`${path}/${name}`);
    }
    for (const name of folders) {
      const isWanted = folder?.test(`${path}/${name}`) !== false;
      if (isWanted && excluded?.test(`${path}/${name}`) !== true) visit(`${path}/${name}`);
    }
  };
  for (const path of pattern.folders) visit(path.replace(/\/$/, ''));
  return found;
}

function placeOf(path: string): string | undefined {
  try {
    return realpathSync.native(path === '' ? '/' : path);
  } catch {
    return undefined;
  }
}

interface Entries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

function entriesOf(path: string): Entries {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of readdirSync(path === '' ? '/' : path, { withFileTypes: true })) {
    const found = entry.isSymbolicLink() ? statSync(`${path}/${entry.name}`, { throwIfNoEntry: false }) : entry;
    if (found?.isFile() === true) files.push(entry.name);
    else if (found?.isDirectory() === true) folders.push(entry.name);
  }
  return { files: files.toSorted(), folders: folders.toSorted() };
}
