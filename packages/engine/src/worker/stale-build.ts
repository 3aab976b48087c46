/** Refuses a build that is older than its source, wherever the source is at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StaleBuildError } from '@waystone/core';
import { sourceHash } from '@waystone/core/runtime';
import type { Source } from '@waystone/core/runtime';

/**
 * Where only built code is deployed there is no source to compare, and nothing is refused.
 *
 * @throws StaleBuildError
 */
export function assertFresh({ others = [], ...own }: Source, workflow: string): void {
  const folders = projectFolders();
  for (const source of [own, ...others]) {
    const file = folders.map((folder) => join(folder, source.file)).find((path) => existsSync(path));
    if (file !== undefined && sourceHash(readFileSync(file, 'utf8')) !== source.hash) throw new StaleBuildError(workflow, source.file);
  }
}

/**
 * Folders of the nearest `package.json` above the program that was started and above the working directory. The program
 * goes first: another project may happen to be the working directory, and have a file of the same name.
 */
function projectFolders(): readonly string[] {
  const starts = [...(process.argv[1] ? [dirname(process.argv[1])] : []), process.cwd()];
  return starts.flatMap((start) => projectFolder(start) ?? []);
}

function projectFolder(start: string): string | undefined {
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (at === dirname(at)) return undefined;
  }
}
