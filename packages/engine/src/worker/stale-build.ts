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
export function assertFresh(source: Source, workflow: string): void {
  for (const folder of projectFolders()) {
    const file = join(folder, source.file);
    if (existsSync(file) && sourceHash(readFileSync(file, 'utf8')) !== source.hash) throw new StaleBuildError(workflow, source.file);
  }
}

/** Folders of the nearest `package.json` above the working directory and above the program that was started. */
function projectFolders(): ReadonlySet<string> {
  const starts = [process.cwd(), ...(process.argv[1] ? [dirname(process.argv[1])] : [])];
  return new Set(starts.flatMap((start) => projectFolder(start) ?? []));
}

function projectFolder(start: string): string | undefined {
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (at === dirname(at)) return undefined;
  }
}
