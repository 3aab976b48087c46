/**
 * The questions that a build asks of the file system, each with its answer as text.
 *
 * Always: an answer says all that a build learns by asking; two states of the file system that answer alike look alike to it.
 */
import { hash } from 'node:crypto';
import { readFileSync, realpathSync, readdirSync, statSync } from 'node:fs';
import { findMatches, type Pattern } from './matches.js';

/** `matches` is asked of a {@link Pattern} in JSON, all others of a path. */
export type Kind = 'file' | 'folder' | 'folders' | 'content' | 'place' | 'matches';

/** There is no such thing, or it cannot be read. */
export const none = '';

const yes = 'yes';

const answers: { readonly [K in Kind]: (of: string) => string } = {
  file: (path) => (statSync(path, { throwIfNoEntry: false })?.isFile() === true ? yes : none),
  folder: (path) => (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? yes : none),
  folders: (path) =>
    joined(readdirSync(path).filter((name) => statSync(`${path}/${name}`, { throwIfNoEntry: false })?.isDirectory() === true)),
  content: (path) => versionOf(bytesOf(path)),
  place: (path) => realpathSync.native(path).replaceAll('\\', '/'),
  matches: (pattern) => joined(findMatches(JSON.parse(pattern) as Pattern)),
};

/** Asks the file system. */
export function ask(kind: Kind, of: string): string {
  try {
    return answers[kind](of);
  } catch {
    return none;
  }
}

/** What tells one content from another; of none: {@link none}. */
export function versionOf(bytes: Buffer | undefined): string {
  return bytes === undefined ? none : hash('sha256', bytes, 'base64url');
}

/** The content of a file; `undefined`: it cannot be read. */
export function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** The names in an answer of `folders` or `matches`. */
export function namesIn(answer: string): string[] {
  return answer === none ? [] : answer.split('\n');
}

function joined(names: readonly string[]): string {
  return names.join('\n');
}
