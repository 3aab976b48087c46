/** Stacks without the frames of whoever called the author's code: Node, the loader of TypeScript, this command line. */
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const ownFolder = new URL('../..', import.meta.url);
const callers = ['node:internal/', '/node_modules/commander/', '/node_modules/tsx/', '/node_modules/esbuild/'].concat(
  ownFolder.href,
  fileURLToPath(ownFolder),
);

/** The text of an error, as Node writes it, without the lines of those frames. */
export function authorsFrames(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isCallers(stripVTControlCharacters(line)))
    .join('\n');
}

function isCallers(line: string): boolean {
  return /^\s+at /.test(line) && callers.some((caller) => line.replaceAll('\\', '/').includes(caller.replaceAll('\\', '/')));
}
