/**
 * The file system as a build sees it. Every answer is kept: a build is a function of the answers that it got, so while the file
 * system still gives the same ones, a build would give the same result.
 *
 * Always: a question has one answer until it is forgotten.
 */
import type { Pattern } from './matches.js';
import { ask, bytesOf, namesIn, none, versionOf, type Kind } from './questions.js';

/** Answers by kind and by what was asked of. Plain data. */
export type Answers = Readonly<Partial<Record<Kind, Readonly<Record<string, string>>>>>;

export class Files {
  readonly #answers = new Map<Kind, Map<string, string>>();

  /** Whether this is a file. */
  hasFile(path: string): boolean {
    return this.#ask('file', path) !== none;
  }

  /** Whether this is a folder. */
  hasFolder(path: string): boolean {
    return this.#ask('folder', path) !== none;
  }

  /** The names of the folders in a folder. */
  foldersIn(path: string): string[] {
    return namesIn(this.#ask('folders', path));
  }

  /** The path without links; of what is not there, the path itself. */
  placeOf(path: string): string {
    return this.#ask('place', path) || path;
  }

  /** The absolute paths of the files that globs name. */
  matching(pattern: Pattern): string[] {
    return namesIn(this.#ask('matches', JSON.stringify(pattern)));
  }

  /** The text of a file; `undefined`: it cannot be read. It is read every time: whoever needs it again keeps it. */
  read(path: string): string | undefined {
    const bytes = bytesOf(path);
    this.#answersOf('content').set(path, versionOf(bytes));
    return bytes && decode(bytes);
  }

  /** What tells the content of a file from every other. */
  versionOf(path: string): string {
    return this.#ask('content', path);
  }

  /** Asks everything again when it is needed the next time. Absent: all but the contents of these files is kept. */
  forget(changed?: readonly string[]): void {
    if (!changed) return this.#answers.clear();
    for (const path of changed) this.#answersOf('content').delete(path);
  }

  /** Whether files came or went, as far as anybody asked: which files these are must then be found out again. */
  hasOtherFiles(): boolean {
    const kinds: readonly Kind[] = ['file', 'folder', 'folders', 'place', 'matches'];
    return kinds.some((kind) => !areAnswered(kind, this.#answersOf(kind)));
  }

  /** All answers so far. */
  answers(): Answers {
    return Object.fromEntries([...this.#answers].map(([kind, answers]) => [kind, Object.fromEntries(answers)]));
  }

  #ask(kind: Kind, of: string): string {
    const answers = this.#answersOf(kind);
    const known = answers.get(of);
    if (known !== undefined) return known;
    const answer = ask(kind, of);
    answers.set(of, answer);
    return answer;
  }

  #answersOf(kind: Kind): Map<string, string> {
    const known = this.#answers.get(kind) ?? new Map<string, string>();
    this.#answers.set(kind, known);
    return known;
  }
}

/** Whether the file system would give all of these answers. */
export function areStillGiven(answers: Answers): boolean {
  return Object.entries(answers).every(([kind, given]) => areAnswered(kind as Kind, Object.entries(given)));
}

function areAnswered(kind: Kind, given: Iterable<readonly [string, string]>): boolean {
  for (const [of, answer] of given) if (ask(kind, of) !== answer) return false;
  return true;
}

/** Text as TypeScript reads it: UTF-8, or what a byte order mark says. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le', 2);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.toString('utf8', start);
}
