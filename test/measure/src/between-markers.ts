/** Puts text that is made into a guide that is written by hand: between `<!-- name -->` and `<!-- /name -->`. */
import { readFile, writeFile } from 'node:fs/promises';
import type { PathLike } from 'node:fs';

/** @throws Error if the file has no such place. */
export async function writeBetween(file: PathLike, name: string, text: string): Promise<void> {
  const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = (await readFile(file, 'utf8')).split(opening);
  const after = rest?.split(closing)[1];
  if (before === undefined || after === undefined) throw new Error(`${String(file)} has no ${opening} … ${closing}`);
  await writeFile(file, `${before}${opening}\n\n${text.trim()}\n\n${closing}${after}`);
}
