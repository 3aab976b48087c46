import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder, from `folder` upwards, that holds one of the files. */
export function findUp(folder: string, names: readonly string[]): string | undefined {
  if (names.some((name) => existsSync(join(folder, name)))) return folder;
  return dirname(folder) === folder ? undefined : findUp(dirname(folder), names);
}
